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
final class Crowd {

	private static final int AT_A_TIME = 32;

	private Crowd() {
	}

	/**
	 * Has all of them do it, as many at a time as there are threads.
	 * @param <T> type of what they come back with
	 * @param errands what to do, from the first to the last
	 * @return what they came back with
	 * @throws InterruptedException if the thread is interrupted
	 */
	static <T> List<T> send(List<Callable<T>> errands) throws InterruptedException {
		ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME, new CustomizableThreadFactory("crowd-"));
		try {
			List<T> results = new ArrayList<>();
			for (Future<T> errand : threads.invokeAll(errands)) {
				results.add(errand.get());
			}
			return results;
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("An errand failed", ex.getCause());
		}
		finally {
			threads.shutdownNow();
		}
	}

}
