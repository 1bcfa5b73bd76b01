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
import io.github.redisqueues.benchmarks.harness.Place;
import io.github.redisqueues.benchmarks.harness.Work;

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
	public static Times run(int threads, Duration duration, IntFunction<Runnable> work) throws Exception {
		CyclicBarrier start = new CyclicBarrier(threads);
		ExecutorService pool = Executors.newFixedThreadPool(threads);
		try {
			List<Future<Times>> results = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				Runnable step = work.apply(i);
				results.add(pool.submit(() -> {
					start.await();
					return repeat(step, duration.toNanos());
				}));
			}
			Times all = Times.NONE;
			for (Future<Times> result : results) {
				all = all.and(result.get());
			}
			return all;
		}
		finally {
			pool.shutdownNow();
		}
	}

	/**
	 * Returns rounds in which one thread repeats an action.
	 * @param place the side, which tells how long a round takes
	 * @param operations what one action counts for
	 */
	public static Work rounds(Place place, int operations, Runnable action) {
		return () -> {
			Times work = run(1, place.profile().round(), (thread) -> action);
			return Figures.perSecond((double) work.times() * operations, work.nanos());
		};
	}

	private static Times repeat(Runnable step, long nanos) {
		long begin = System.nanoTime();
		long times = 0;
		long elapsed = 0;
		while (elapsed < nanos) {
			step.run();
			times++;
			elapsed = System.nanoTime() - begin;
		}
		return new Times(times, elapsed);
	}

	/**
	 * Result of a run.
	 *
	 * @param times how often the work was done
	 * @param nanos duration of the slowest thread
	 */
	public record Times(long times, long nanos) {

		static final Times NONE = new Times(0, 0);

		Times and(Times other) {
			return new Times(this.times + other.times, Math.max(this.nanos, other.nanos));
		}

		public double perSecond() {
			return this.times / (this.nanos / 1e9);
		}

	}

}
