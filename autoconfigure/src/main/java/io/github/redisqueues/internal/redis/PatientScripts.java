package io.github.redisqueues.internal.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Runs scripts, and waits for the answer that is on its way when the thread is
 * interrupted, so that the caller learns what the script has done. The interrupt flag
 * stays set. Works with Lettuce only. Safe for use by several threads.
 */
final class PatientScripts {

	/**
	 * How long an interrupted thread waits for the answer.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final RedisConnectionFactory connectionFactory;

	PatientScripts(RedisConnectionFactory connectionFactory) {
		this.connectionFactory = connectionFactory;
	}

	/**
	 * Runs a script.
	 * @return its reply, null if it was not sent, because this is not a connection of
	 * Lettuce
	 * @throws DataAccessException if it failed; the deepest cause is that of the client,
	 * or an {@link InterruptedException} if the thread waits no longer
	 * @throws IllegalStateException if the connection factory has been stopped
	 */
	@Nullable LuaReply run(Duration timeout, LuaScript script, List<byte[]> keys, byte[][] arguments) {
		try (RedisConnection connection = this.connectionFactory.getConnection()) {
			CompletableFuture<LuaReply> reply = LettuceScripts.send(connection, script, keys, arguments, timeout);
			return (reply != null) ? await(reply, timeout) : null;
		}
		catch (DataAccessException | IllegalStateException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw failure(ex);
		}
	}

	private static LuaReply await(CompletableFuture<LuaReply> reply, Duration timeout) {
		InterruptedException interrupt = null;
		try {
			try {
				return reply.get();
			}
			catch (InterruptedException ex) {
				interrupt = ex;
				return reply.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
			}
		}
		catch (InterruptedException | TimeoutException ex) {
			throw failure((interrupt != null) ? interrupt : ex);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof TimeoutException)
					? new QueryTimeoutException("Command timed out after " + timeout)
					: failure((ex.getCause() != null) ? ex.getCause() : ex);
		}
		finally {
			if (interrupt != null) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private static RedisSystemException failure(Throwable cause) {
		return new RedisSystemException("A script failed", cause);
	}

}
