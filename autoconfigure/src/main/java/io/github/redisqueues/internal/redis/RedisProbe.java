package io.github.redisqueues.internal.redis;

import java.util.Optional;
import java.util.Properties;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Finds out whether Redis answers. Safe for use by several threads.
 */
public final class RedisProbe {

	private final RedisConnectionFactory connectionFactory;

	private final Subscriptions subscriptions;

	/**
	 * Creates a probe, without connecting.
	 * @param connectionFactory makes the connections
	 * @param subscriptions what this process listens to
	 */
	public RedisProbe(RedisConnectionFactory connectionFactory, Subscriptions subscriptions) {
		this.connectionFactory = connectionFactory;
		this.subscriptions = subscriptions;
	}

	/**
	 * Asks Redis. Takes as long as the client's command timeout if it does not answer.
	 * @return what it says of itself; empty if the user may not ask that
	 * @throws RuntimeException if Redis does not answer
	 */
	public Optional<ServerInfo> ask() {
		try (RedisConnection connection = this.connectionFactory.getConnection()) {
			connection.ping();
			try {
				Properties info = connection.serverCommands().info();
				return Optional.ofNullable(info).map(ServerInfo::new);
			}
			catch (DataAccessException ex) {
				if (RedisFailure.isAnswer(ex)) {
					return Optional.empty();
				}
				throw ex;
			}
		}
	}

	/**
	 * Returns whether wake-ups arrive, as far as this client knows. Without them waiting
	 * takes longer, but nothing is lost.
	 * @return empty if nothing waits
	 */
	public Optional<Boolean> isSubscribed() {
		return this.subscriptions.isStanding();
	}

}
