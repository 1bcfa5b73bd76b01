package io.github.redisqueues.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.RespConnection;
import io.github.redisqueues.testing.TestRedis;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server on which the application is a user who may touch the keys and channels of one
 * namespace only, with the commands that queues need only.
 */
final class RestrictedRedis implements TestRedis {

	private static final String USER = "shop";

	private static final String PASSWORD = "s3cret";

	private static final List<String> KEYS_AND_CHANNELS = List.of("~" + RedisQueueContract.NAMESPACE + ":*",
			"&" + RedisQueueContract.NAMESPACE + ":wake:*");

	/** What the client itself sends, and what the subscription needs. */
	private static final List<String> CONNECTION = List.of("hello", "auth", "ping", "subscribe", "unsubscribe", "eval",
			"evalsha");

	/** What Lettuce says of itself, to servers that know it. */
	private static final List<String> CLIENT = List.of("setname", "setinfo", "maint_notifications");

	/** What the scripts call. */
	private static final List<String> SCRIPTS = List.of("time", "exists", "publish", "del", "set", "hdel", "hexists",
			"hget", "hincrby", "hlen", "hmget", "hset", "hsetnx", "lindex", "llen", "lpop", "lpush", "lrange", "lrem",
			"rpop", "rpush", "sadd", "scard", "sismember", "smismember", "srem", "zadd", "zcard", "zmscore", "zpopmin",
			"zrange", "zrem", "zscore");

	private final RedisTestServer server = RedisTestServer.start();

	RestrictedRedis() {
		List<String> user = new ArrayList<>(
				List.of("ACL", "SETUSER", USER, "reset", "on", ">" + PASSWORD, "resetchannels"));
		user.addAll(KEYS_AND_CHANNELS);
		CONNECTION.forEach((command) -> user.add("+" + command));
		SCRIPTS.forEach((command) -> user.add("+" + command));
		this.server.command(user.toArray());
		CLIENT.forEach(this::grantIfKnown);
	}

	private void grantIfKnown(String subcommand) {
		try {
			this.server.command("ACL", "SETUSER", USER, "+client|" + subcommand);
		}
		catch (RespConnection.RedisError ex) {
			assertThat(ex).hasMessageContaining("Unknown command");
		}
	}

	@Override
	public LettuceConnectionFactory connectionFactory(Duration timeout) {
		return this.server.connectionFactory(timeout, (configuration) -> {
			configuration.setUsername(USER);
			configuration.setPassword(PASSWORD);
		});
	}

	void checkThatNothingWasDenied() {
		assertThat(((List<?>) this.server.command("ACL", "LOG"))).as("ACL LOG").isEmpty();
	}

	@Override
	public RespConnection nodeOf(String key) {
		return this.server.nodeOf(key);
	}

	@Override
	public List<RespConnection> nodes() {
		return this.server.nodes();
	}

	@Override
	public void close() {
		this.server.close();
	}

}
