package io.github.redisqueues.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server on which the application is a user who may touch the keys and channels of one
 * namespace only, with the commands that are needed only.
 */
public final class RestrictedRedis implements TestRedis {

	private static final String USER = "shop";

	private static final String PASSWORD = "s3cret";

	/** What the client itself sends, and what the subscription needs. */
	private static final List<String> CONNECTION = List.of("hello", "auth", "ping", "subscribe", "unsubscribe", "eval",
			"evalsha");

	/** What Lettuce says of itself, to servers that know it. */
	private static final List<String> CLIENT = List.of("setname", "setinfo", "maint_notifications");

	private final RedisTestServer server = RedisTestServer.start();

	/**
	 * Starts a server.
	 * @param namespace first word of the keys and channels that the user may touch
	 * @param commands what the scripts call
	 */
	public RestrictedRedis(String namespace, List<String> commands) {
		List<String> user = new ArrayList<>(
				List.of("ACL", "SETUSER", USER, "reset", "on", ">" + PASSWORD, "resetchannels"));
		user.addAll(List.of("~" + namespace + ":*", "&" + namespace + ":wake:*"));
		CONNECTION.forEach((command) -> user.add("+" + command));
		commands.forEach((command) -> user.add("+" + command));
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

	public void checkThatNothingWasDenied() {
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
