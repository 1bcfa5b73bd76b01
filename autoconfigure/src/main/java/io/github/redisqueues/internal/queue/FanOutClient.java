package io.github.redisqueues.internal.queue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.github.redisqueues.internal.queue.SendClient.Step;
import io.github.redisqueues.internal.redis.ChannelListener;
import io.github.redisqueues.internal.redis.Deadline;
import io.github.redisqueues.internal.redis.KeyNames;
import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.internal.redis.LuaScript;
import io.github.redisqueues.internal.redis.NeededRights;
import io.github.redisqueues.internal.redis.ScriptRunner;
import io.github.redisqueues.internal.redis.Subscriptions;
import org.jspecify.annotations.Nullable;

/**
 * Publishes to the channel of one topic and listens to it, and runs the script that sends
 * to the channel and to several queues at once. Safe for use by several threads.
 */
final class FanOutClient {

	private final String channel;

	/**
	 * The key of a script that sends to no queue. Nothing is stored there: the key only
	 * tells a Cluster which node runs the script.
	 */
	private final byte[] routingKey;

	private final ScriptRunner runner;

	private final Subscriptions channels;

	FanOutClient(String namespace, String key, ScriptRunner runner, Subscriptions channels) {
		this.channel = channel(namespace, key);
		this.routingKey = bytes(KeyNames.prefix(namespace, key) + "topic");
		this.runner = runner;
		this.channels = channels;
	}

	/**
	 * Returns the rights that the user of a topic needs for its channel.
	 */
	static NeededRights rights(String namespace, String key) {
		return NeededRights.ofChannel(namespace, key, channel(namespace, key), QueueScripts.fanOut(List.of()));
	}

	private static String channel(String namespace, String key) {
		return namespace + ":topic:" + KeyNames.encode(key);
	}

	/**
	 * The result of a send to several queues.
	 *
	 * @param step the queue that had no room, counted from 1; 0 if all had room
	 * @param result the result of that queue, null if all had room
	 */
	record FanOutResult(int step, @Nullable SendReply result) {

	}

	/**
	 * Returns whether a queue can be sent to: its client must use the same connection.
	 */
	boolean reaches(QueueClient queue) {
		return queue.uses(this.runner);
	}

	/**
	 * Returns whether Redis is a Cluster, where one script cannot reach queues in several
	 * slots.
	 */
	boolean isCluster() {
		return this.runner.isCluster();
	}

	/**
	 * Returns the end of a send that begins now.
	 */
	Deadline deadline() {
		return this.runner.deadline();
	}

	FanOutResult send(Deadline deadline, String id, int flags, byte[] body, List<Step> steps) {
		List<LuaScript> parts = steps.stream().map((step) -> step.script().lua()).distinct().toList();
		List<byte[]> keys = new ArrayList<>();
		Arguments arguments = new Arguments();
		arguments.add(bytes(this.channel));
		arguments.add(LuaScript.numbers(flags, steps.size()));
		arguments.add(bytes(id));
		arguments.add(body);
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
		LuaReply reply = this.runner.run(deadline, QueueScripts.fanOut(parts), keys, arguments.toArray());
		int refused = (int) reply.number();
		return new FanOutResult(refused, (refused > 0) ? SendReply.read(reply) : null);
	}

	ChannelListener subscribe(Consumer<byte[]> onMessage) {
		this.runner.requireOpen("subscribe");
		return this.channels.subscribe(this.channel, onMessage, () -> {
		});
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Script arguments, each sent once. Without this the payload would be sent once for
	 * each queue.
	 */
	private static final class Arguments {

		private final List<byte[]> values = new ArrayList<>();

		private final Map<byte[], Integer> indexes = new IdentityHashMap<>();

		/**
		 * Adds an argument, and returns its index in Lua, which counts from 1.
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
