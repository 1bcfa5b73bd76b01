package io.github.redisqueues.benchmarks.contender;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

import io.github.redisqueues.benchmarks.harness.Figures;

/**
 * Threads that repeat the same work for some time.
 */
public final class RepeatedWork {

	private RepeatedWork() {
	}

	/**
	 * Runs the threads and waits for them.
	 * @param threads how many there are
	 * @param duration how long the threads repeat the work
	 * @param work the work of a thread, by its number
	 * @return how often the work was done in total
	 */
	public static Work run(int threads, Duration duration, IntFunction<Runnable> work) throws Exception {
		CyclicBarrier start = new CyclicBarrier(threads);
		ExecutorService pool = Executors.newFixedThreadPool(threads);
		try {
			List<Future<Work>> results = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				Runnable step = work.apply(i);
				results.add(pool.submit(() -> {
					start.await();
					return repeat(step, duration.toNanos());
				}));
			}
			Work all = Work.NONE;
			for (Future<Work> result : results) {
				all = all.and(result.get());
			}
			return all;
		}
		finally {
			pool.shutdownNow();
		}
	}

	private static Work repeat(Runnable step, long nanos) {
		long begin = System.nanoTime();
		long times = 0;
		long elapsed = 0;
		while (elapsed < nanos) {
			step.run();
			times++;
			elapsed = System.nanoTime() - begin;
		}
		return new Work(times, elapsed);
	}

	/**
	 * Result of a run.
	 *
	 * @param times how often the work was done
	 * @param nanos duration of the slowest thread
	 */
	public record Work(long times, long nanos) {

		static final Work NONE = new Work(0, 0);

		Work and(Work other) {
			return new Work(this.times + other.times, Math.max(this.nanos, other.nanos));
		}

		double perSecond() {
			return this.times / (this.nanos / 1e9);
		}

		/**
		 * Returns how often the work was done per second.
		 */
		public Figures figures() {
			return Figures.perSecond(this.times, this.nanos);
		}

	}

}
