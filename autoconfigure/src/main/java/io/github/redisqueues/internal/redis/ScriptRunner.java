package io.github.redisqueues.internal.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

import io.github.redisqueues.ApplicationContextClosedException;
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
 * Runs scripts through a {@link RedisTemplate} of its own and classifies failures. A
 * script that Redis did not execute for a temporary reason is retried for a while; one
 * that Redis may have executed is not. Safe for use by several threads.
 */
public final class ScriptRunner {

	/**
	 * How long a script is retried that Redis does not execute for a temporary reason.
	 */
	public static final Duration RETRY_LIMIT = Duration.ofSeconds(5);

	private static final Duration FIRST_PAUSE = Duration.ofMillis(10);

	private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

	private final RedisTemplate<byte[], byte[]> template = new RedisTemplate<>();

	private volatile boolean closed;

	/**
	 * Creates a runner.
	 * @param connectionFactory makes the connections; it is not changed
	 */
	public ScriptRunner(RedisConnectionFactory connectionFactory) {
		this.template.setConnectionFactory(new DetachedConnectionFactory(connectionFactory));
		this.template.setDefaultSerializer(RedisSerializer.byteArray());
		// Otherwise each call creates a proxy for its connection
		this.template.setExposeConnection(true);
		this.template.afterPropertiesSet();
	}

	/**
	 * Runs a script, and retries it for up to {@link #RETRY_LIMIT}.
	 * @param script the script
	 * @param keys its keys, in the order of the script's header
	 * @param arguments its arguments
	 * @return the reply
	 * @throws RedisNotExecutedException if it did not run
	 * @throws RedisOutcomeUnknownException if it may have run
	 */
	public LuaReply run(LuaScript script, List<byte[]> keys, byte[]... arguments) {
		return run(RETRY_LIMIT, script, keys, arguments);
	}

	/**
	 * Runs a script, and retries it while Redis does not execute it for a temporary
	 * reason.
	 * @param retryLimit how long to retry
	 * @param script the script
	 * @param keys its keys, in the order of the script's header
	 * @param arguments its arguments
	 * @return the reply
	 * @throws RedisNotExecutedException if it did not run
	 * @throws RedisOutcomeUnknownException if it may have run
	 */
	public LuaReply run(Duration retryLimit, LuaScript script, List<byte[]> keys, byte[]... arguments) {
		requireOpen(script);
		long giveUpAt = System.nanoTime() + retryLimit.toNanos();
		for (Duration pause = FIRST_PAUSE;; pause = longer(pause)) {
			try {
				return new LuaReply(this.template.execute(script, keys, (Object[]) arguments));
			}
			catch (DataAccessException | IllegalStateException ex) {
				RedisFailure failure = RedisFailure.of(ex);
				boolean again = failure == RedisFailure.NOT_EXECUTED_YET && System.nanoTime() < giveUpAt
						&& !Thread.currentThread().isInterrupted();
				if (!again) {
					throw exception(failure, script, ex);
				}
			}
			// Jitter, so that the processes do not retry together
			LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(pause.toNanos() / 2, pause.toNanos()));
		}
	}

	/**
	 * Returns whether Redis is a Cluster.
	 * @return true if it is
	 */
	public boolean isCluster() {
		requireOpen("connect");
		try {
			return Boolean.TRUE.equals(this.template
				.execute((RedisCallback<Boolean>) (connection) -> connection instanceof RedisClusterConnection));
		}
		catch (DataAccessException | IllegalStateException ex) {
			throw exception(RedisFailure.NOT_EXECUTED, "connect", ex);
		}
	}

	/**
	 * Refuses all calls from now on.
	 */
	public void close() {
		this.closed = true;
	}

	/**
	 * Checks that calls are not refused.
	 * @param what what is to be executed
	 * @throws ApplicationContextClosedException if they are
	 */
	public void requireOpen(Object what) {
		if (this.closed) {
			throw new ApplicationContextClosedException("Redis did not execute '" + what
					+ "'; nothing was changed: the application context has been closed");
		}
	}

	private static Duration longer(Duration pause) {
		Duration doubled = pause.multipliedBy(2);
		return (doubled.compareTo(LONGEST_PAUSE) < 0) ? doubled : LONGEST_PAUSE;
	}

	private static RuntimeException exception(RedisFailure failure, Object what, RuntimeException cause) {
		return switch (failure) {
			case NOT_EXECUTED, NOT_EXECUTED_YET,
					REFUSED ->
				new RedisNotExecutedException(
						"Redis did not execute '" + what + "'; nothing was changed: " + reason(cause), cause,
						failure == RedisFailure.REFUSED);
			case UNKNOWN -> new RedisOutcomeUnknownException(
					"Redis did not answer '" + what + "'; it may have been executed or not: " + reason(cause), cause);
			case ERROR -> (what instanceof LuaScript script)
					? new RedisSystemException(
							"Script '" + script + "' failed: " + script.located(deepest(cause).getMessage()), cause)
					: cause;
		};
	}

	private static String reason(Throwable failure) {
		Throwable deepest = deepest(failure);
		return (deepest.getMessage() != null) ? deepest.getMessage() : deepest.getClass().getSimpleName();
	}

	private static Throwable deepest(Throwable failure) {
		Throwable deepest = failure;
		while (deepest.getCause() != null) {
			deepest = deepest.getCause();
		}
		return deepest;
	}

}
