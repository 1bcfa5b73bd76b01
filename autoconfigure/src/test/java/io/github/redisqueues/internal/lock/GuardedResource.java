package io.github.redisqueues.internal.lock;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.github.redisqueues.testing.RespConnection;
import io.github.redisqueues.testing.history.LockEvent;
import io.github.redisqueues.testing.history.LockEvent.Kind;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.ReturnType;

/**
 * What a lock guards: a log that anybody may append to, twice. One remembers the greatest
 * token and refuses smaller ones; the other does not look at it.
 *
 * @param connections where it is
 * @param name its name
 */
record GuardedResource(RedisConnectionFactory connections, String name) {

	private static final String WRITE = """
			redis.call('RPUSH', KEYS[2], ARGV[2] .. ' ' .. ARGV[1])
			if tonumber(redis.call('GET', KEYS[3]) or 0) > tonumber(ARGV[1]) then
				return 0
			end
			redis.call('SET', KEYS[3], ARGV[1])
			redis.call('RPUSH', KEYS[1], ARGV[2] .. ' ' .. ARGV[1])
			return 1
			""";

	/**
	 * Appends to both.
	 * @param by who writes
	 * @param token the token of his hold
	 * @return whether the one that looks has accepted it
	 */
	boolean write(String by, long token) {
		try (RedisConnection connection = this.connections.getConnection()) {
			Long accepted = connection.scriptingCommands()
				.eval(bytes(WRITE), ReturnType.INTEGER, 3, bytes("queues:{" + this.name + "}fenced"),
						bytes("queues:{" + this.name + "}unfenced"), bytes("queues:{" + this.name + "}greatest"),
						bytes(Long.toString(token)), bytes(by));
			return accepted != null && accepted == 1;
		}
	}

	/**
	 * What was accepted by the log that looks at tokens.
	 * @param node where it is
	 * @return the writes in their order
	 */
	List<LockEvent> fenced(RespConnection node) {
		return read(node, "fenced");
	}

	/**
	 * What was written to the log that does not.
	 * @param node where it is
	 * @return the writes in their order
	 */
	List<LockEvent> unfenced(RespConnection node) {
		return read(node, "unfenced");
	}

	private List<LockEvent> read(RespConnection node, String log) {
		List<String> lines = node.list("LRANGE", "queues:{" + this.name + "}" + log, 0, -1)
			.stream()
			.map((line) -> new String(line, StandardCharsets.UTF_8))
			.toList();
		return lines.stream()
			.map((line) -> new LockEvent(Kind.WRITTEN, 0, line.split(" ")[0], Long.parseLong(line.split(" ")[1])))
			.toList();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
