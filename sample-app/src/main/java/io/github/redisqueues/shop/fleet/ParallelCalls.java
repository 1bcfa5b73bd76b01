package io.github.redisqueues.shop.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Runs many tasks at the same time.
 */
final class ParallelCalls {

	private static final int THREADS = 32;

	private ParallelCalls() {
	}

	/**
	 * Runs all calls on 32 threads and waits for them.
	 * @param <T> type of the results
	 * @param calls the calls
	 * @return the results in the order of the calls
	 * @throws InterruptedException if the thread is interrupted
	 */
	static <T> List<T> run(List<Callable<T>> calls) throws InterruptedException {
		ExecutorService threads = Executors.newFixedThreadPool(THREADS, new CustomizableThreadFactory("customer-"));
		try {
			List<T> results = new ArrayList<>();
			for (Future<T> call : threads.invokeAll(calls)) {
				results.add(call.get());
			}
			return results;
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("A call failed", ex.getCause());
		}
		finally {
			threads.shutdownNow();
		}
	}

}
