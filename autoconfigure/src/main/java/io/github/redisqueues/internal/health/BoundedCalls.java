package io.github.redisqueues.internal.health;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * Calls Redis on another thread, so that a health check ends when Redis does not. Safe
 * for use by several threads.
 */
final class BoundedCalls {

	private static final Log logger = LogFactory.getLog(BoundedCalls.class);

	private final Executor executor;

	private final Duration timeout;

	/**
	 * Creates an object that calls.
	 * @param timeout how long to wait for each call
	 */
	BoundedCalls(Duration timeout) {
		this.timeout = timeout;
		SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor("redis-queues-health-");
		threads.setDaemon(true);
		this.executor = threads;
	}

	<T> CompletableFuture<T> begin(Supplier<T> call) {
		return CompletableFuture.supplyAsync(call, this.executor);
	}

	/**
	 * Waits for the end of a call.
	 */
	<T> T await(CompletableFuture<T> call) throws ExecutionException, TimeoutException, InterruptedException {
		return call.get(this.timeout.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Calls and waits.
	 * @return the result, empty if there is none in time
	 */
	<T> Optional<T> ask(Supplier<T> call) {
		try {
			return Optional.of(await(begin(call)));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.debug("Redis did not answer a health check", ex);
		}
		return Optional.empty();
	}

}
