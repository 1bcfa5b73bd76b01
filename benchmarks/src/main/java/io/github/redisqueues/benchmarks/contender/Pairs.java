package io.github.redisqueues.benchmarks.contender;

import io.github.redisqueues.benchmarks.harness.Contenders;
import io.github.redisqueues.benchmarks.harness.Place;
import io.github.redisqueues.benchmarks.harness.Side;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import org.redisson.api.RQueue;

import org.springframework.data.redis.core.ListOperations;

/**
 * Actions that send one message and take it.
 */
public final class Pairs {

	/**
	 * What Lettuce and the server need for two scripts that do nothing.
	 */
	public static final String SCRIPTS = "two empty scripts";

	private static final String KEY = "pairs";

	private Pairs() {
	}

	/**
	 * Connects a contender.
	 */
	public static Runnable of(String contender, Place place) {
		return switch (contender) {
			case Contenders.RAW -> raw(place);
			case SCRIPTS -> scripts(place);
			case Contenders.TEMPLATE -> template(place);
			case Contenders.REDISSON -> redisson(place);
			case Side.OURS -> ours(place);
			default -> throw new IllegalArgumentException(contender);
		};
	}

	private static Runnable raw(Place place) {
		RedisCommands<byte[], byte[]> commands = Clients.raw(place);
		byte[] key = Clients.key(KEY);
		byte[] payload = Payloads.bytes();
		return () -> {
			commands.lpush(key, payload);
			Payloads.check(commands.rpop(key));
		};
	}

	private static Runnable scripts(Place place) {
		RedisCommands<byte[], byte[]> commands = Clients.raw(place);
		String nothing = commands.scriptLoad("return ARGV[1]");
		byte[][] keys = { Clients.key(KEY) };
		byte[] payload = Payloads.bytes();
		byte[] empty = new byte[0];
		return () -> {
			commands.evalsha(nothing, ScriptOutputType.VALUE, keys, empty);
			byte[] answer = commands.evalsha(nothing, ScriptOutputType.VALUE, keys, payload);
			Payloads.check(answer);
		};
	}

	private static Runnable template(Place place) {
		ListOperations<String, byte[]> lists = Clients.template(place).opsForList();
		byte[] payload = Payloads.bytes();
		return () -> {
			lists.leftPush(KEY, payload);
			Payloads.check(lists.rightPop(KEY));
		};
	}

	private static Runnable redisson(Place place) {
		RQueue<byte[]> queue = Clients.redisson(place).getQueue(KEY);
		byte[] payload = Payloads.bytes();
		return () -> {
			queue.offer(payload);
			Payloads.check(queue.poll());
		};
	}

	private static Runnable ours(Place place) {
		RedisQueue<byte[]> queue = OurApplication.start(place).queue(QueueType.FIFO);
		byte[] payload = Payloads.bytes();
		return () -> {
			queue.send(payload);
			Payloads.check(queue.poll().orElse(null));
		};
	}

}
