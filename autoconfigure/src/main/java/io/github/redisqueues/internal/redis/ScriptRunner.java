package io.github.redisqueues.internal.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.RedisOutcomeUnknownException;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;

/**
 * Runs scripts through a {@link RedisTemplate} of its own, and gives each failure one of
 * its names: what Redis refused to execute for a passing reason is tried again for a
 * while, and what it may have executed is not. Safe for use by several threads.
 */
public final class ScriptRunner {

	/**
	 * How long to try again what Redis refuses for a passing reason.
	 */
	public static final Duration PATIENCE = Duration.ofSeconds(5);

	private static final Duration FIRST_PAUSE = Duration.ofMillis(10);

	private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

	private final RedisTemplate<byte[], byte[]> template = new RedisTemplate<>();

	/**
	 * Creates a runner.
	 * @param connectionFactory where the connections come from; it stays as it is
	 */
	public ScriptRunner(RedisConnectionFactory connectionFactory) {
		this.template.setConnectionFactory(new DetachedConnectionFactory(connectionFactory));
		this.template.setDefaultSerializer(RedisSerializer.byteArray());
		// Otherwise each call would make a proxy for its connection
		this.template.setExposeConnection(true);
		this.template.afterPropertiesSet();
	}

	/**
	 * Runs a script.
	 * @param script the script
	 * @param keys its keys, in its order
	 * @param arguments its arguments
	 * @return what it returned
	 * @throws RedisNotExecutedException if it did not run
	 * @throws RedisOutcomeUnknownException if it may have run
	 */
	public LuaReply run(LuaScript script, List<byte[]> keys, byte[]... arguments) {
		return run(PATIENCE, script, keys, arguments);
	}

	/**
	 * Runs a script, and tries again for a while what Redis refuses for a passing reason.
	 * @param patience for how long
	 * @param script the script
	 * @param keys its keys, in its order
	 * @param arguments its arguments
	 * @return what it returned
	 * @throws RedisNotExecutedException if it did not run
	 * @throws RedisOutcomeUnknownException if it may have run
	 */
	public LuaReply run(Duration patience, LuaScript script, List<byte[]> keys, byte[]... arguments) {
		long giveUpAt = System.nanoTime() + patience.toNanos();
		for (Duration pause = FIRST_PAUSE;; pause = longer(pause)) {
			try {
				return new LuaReply(this.template.execute(script, keys, (Object[]) arguments));
			}
			catch (DataAccessException | IllegalStateException ex) {
				RedisFailure failure = RedisFailure.of(ex);
				boolean again = failure == RedisFailure.NOT_EXECUTED_YET && System.nanoTime() < giveUpAt
						&& !Thread.currentThread().isInterrupted();
				if (!again) {
					throw named(failure, script, ex);
				}
			}
			// Jitter, so that the whole fleet does not come back at once
			LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(pause.toNanos() / 2, pause.toNanos()));
		}
	}

	/**
	 * Tells whether Redis is a Cluster.
	 * @return whether it is one
	 */
	public boolean isCluster() {
		try {
			return Boolean.TRUE.equals(this.template
				.execute((RedisCallback<Boolean>) (connection) -> connection instanceof RedisClusterConnection));
		}
		catch (DataAccessException | IllegalStateException ex) {
			throw named(RedisFailure.NOT_EXECUTED, "connect", ex);
		}
	}

	private static Duration longer(Duration pause) {
		Duration doubled = pause.multipliedBy(2);
		return (doubled.compareTo(LONGEST_PAUSE) < 0) ? doubled : LONGEST_PAUSE;
	}

	private static RuntimeException named(RedisFailure failure, Object what, RuntimeException cause) {
		return switch (failure) {
			case NOT_EXECUTED, NOT_EXECUTED_YET, REFUSED -> new RedisNotExecutedException(
					"Redis did not execute '" + what + "', so nothing was changed: " + deepest(cause).getMessage(),
					cause, failure == RedisFailure.REFUSED);
			case UNKNOWN -> new RedisOutcomeUnknownException("Redis did not answer '" + what
					+ "', so it may have been done or not: " + deepest(cause).getMessage(), cause);
			case ERROR -> (what instanceof LuaScript script)
					? new RedisSystemException(
							"Script '" + script + "' failed: " + script.located(deepest(cause).getMessage()), cause)
					: cause;
		};
	}

	private static Throwable deepest(Throwable failure) {
		Throwable deepest = failure;
		while (deepest.getCause() != null) {
			deepest = deepest.getCause();
		}
		return deepest;
	}

}
