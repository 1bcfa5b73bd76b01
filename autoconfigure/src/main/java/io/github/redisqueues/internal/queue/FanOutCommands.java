package io.github.redisqueues.internal.queue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.github.redisqueues.internal.queue.SendCommands.Sent;
import io.github.redisqueues.internal.queue.SendCommands.Step;
import io.github.redisqueues.internal.redis.ChannelListener;
import io.github.redisqueues.internal.redis.KeyNames;
import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.internal.redis.LuaScript;
import io.github.redisqueues.internal.redis.ScriptRunner;
import io.github.redisqueues.internal.redis.Subscriptions;
import io.github.redisqueues.queue.RedisQueue;
import org.jspecify.annotations.Nullable;

/**
 * What can be asked of one topic in Redis: the channel, and the script that sends to it
 * and to several queues at once. Knows nothing of payloads. Safe for use by several
 * threads.
 */
final class FanOutCommands {

	private final String channel;

	/**
	 * Nothing is ever kept there: it tells a Cluster which node runs a script that has no
	 * queue, so that this node may change.
	 */
	private final byte[] routingKey;

	private final ScriptRunner runner;

	private final Subscriptions channels;

	private volatile @Nullable Boolean cluster;

	FanOutCommands(String namespace, String key, ScriptRunner runner, Subscriptions channels) {
		this.channel = namespace + ":topic:" + KeyNames.encode(key);
		this.routingKey = bytes(KeyNames.prefix(namespace, key) + "topic");
		this.runner = runner;
		this.channels = channels;
	}

	/**
	 * What one script did.
	 *
	 * @param step which step had no room, counted from 1; 0 if all had
	 * @param sent what it returned, null if all had room
	 */
	record Refusal(int step, @Nullable Sent sent) {

	}

	/**
	 * Checks that queues can be sent to from here.
	 */
	<E> List<RedisMessageQueue<E>> own(String topic, Class<E> payloadType, Collection<? extends RedisQueue<E>> queues) {
		if (queues.size() > FanOut.MAX_QUEUES) {
			throw new IllegalArgumentException("Topic '" + topic + "' names " + queues.size() + " queues, and "
					+ FanOut.MAX_QUEUES + " are the most");
		}
		Map<String, RedisMessageQueue<E>> own = new LinkedHashMap<>();
		for (RedisQueue<E> queue : queues) {
			if (!(queue instanceof RedisMessageQueue<E> ours) || !ours.commands().isOf(this.runner)) {
				throw new IllegalArgumentException("Topic '" + topic + "' cannot send to queue '" + queue.name()
						+ "', which was not made by the same RedisQueueFactory");
			}
			if (ours.payloadType() != payloadType) {
				throw new IllegalArgumentException("Topic '" + topic + "' has payloads of type " + payloadType.getName()
						+ ", and its queue '" + queue.name() + "' of type " + ours.payloadType().getName());
			}
			if (own.putIfAbsent(ours.commands().readyKey(), ours) != null) {
				throw new IllegalArgumentException("Topic '" + topic + "' names queue '" + queue.name() + "' twice");
			}
		}
		return List.copyOf(own.values());
	}

	/**
	 * Whether one script may reach several queues, which a Cluster keeps in several
	 * slots.
	 */
	boolean isCluster() {
		Boolean known = this.cluster;
		if (known == null) {
			known = this.runner.isCluster();
			this.cluster = known;
		}
		return known;
	}

	Refusal send(String id, int flags, byte[] rest, List<Step> steps) {
		List<LuaScript> parts = steps.stream().map((step) -> step.script().lua()).distinct().toList();
		List<byte[]> keys = new ArrayList<>();
		Arguments arguments = new Arguments();
		arguments.add(bytes(this.channel));
		arguments.add(LuaScript.numbers(flags, steps.size()));
		arguments.add(bytes(id));
		arguments.add(rest);
		int places = arguments.reserve(steps.size());
		for (Step step : steps) {
			keys.addAll(step.script().keys());
			long[] numbers = new long[2 + step.arguments().length];
			numbers[0] = parts.indexOf(step.script().lua()) + 1;
			numbers[1] = step.script().keys().size();
			for (int i = 0; i < step.arguments().length; i++) {
				numbers[2 + i] = arguments.indexOf(step.arguments()[i]);
			}
			arguments.set(places++, LuaScript.numbers(numbers));
		}
		if (keys.isEmpty()) {
			keys.add(this.routingKey);
		}
		LuaReply reply = this.runner.run(QueueScripts.fanOut(parts), keys, arguments.toArray());
		int refused = (int) reply.number();
		return new Refusal(refused, (refused > 0) ? SendCommands.sent(reply) : null);
	}

	ChannelListener subscribe(Consumer<byte[]> onMessage) {
		return this.channels.subscribe(this.channel, onMessage, () -> {
		});
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Arguments of which none travels twice, as a payload would to each of the queues.
	 */
	private static final class Arguments {

		private final List<byte[]> values = new ArrayList<>();

		private final Map<byte[], Integer> indexes = new IdentityHashMap<>();

		/**
		 * Lua counts from 1.
		 */
		int add(byte[] value) {
			this.values.add(value);
			this.indexes.put(value, this.values.size());
			return this.values.size();
		}

		int reserve(int count) {
			int first = this.values.size();
			for (int i = 0; i < count; i++) {
				this.values.add(new byte[0]);
			}
			return first;
		}

		void set(int place, byte[] value) {
			this.values.set(place, value);
		}

		int indexOf(byte[] value) {
			Integer known = this.indexes.get(value);
			return (known != null) ? known : add(value);
		}

		byte[][] toArray() {
			return this.values.toArray(byte[][]::new);
		}

	}

}
