package io.github.redisqueues.benchmarks.contender;

import java.time.Duration;

/**
 * Threads that compete for one lock and acquire it again as soon as they have released
 * it.
 */
public final class HotLock {

	private HotLock() {
	}

	/**
	 * Runs the threads of one process.
	 * @param firstHolder number of the first thread; unique across processes
	 * @param pause how long each thread holds the lock at least
	 */
	public static RepeatedWork.Times run(Mutex mutex, HoldCounter counter, int threads, int firstHolder,
			Duration duration, Duration pause) throws Exception {
		long nanos = pause.toNanos();
		return RepeatedWork.run(threads, duration, (thread) -> {
			int holder = firstHolder + thread;
			return () -> {
				Mutex.Hold hold = mutex.await();
				counter.count(holder, nanos);
				hold.releaseOrFail();
			};
		});
	}

}
