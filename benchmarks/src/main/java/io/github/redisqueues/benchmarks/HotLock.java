package io.github.redisqueues.benchmarks;

import java.time.Duration;

/**
 * Threads that all want the same lock, and want it again as soon as they gave it back.
 */
final class HotLock {

	private HotLock() {
	}

	/**
	 * Lets the threads of one process have it.
	 * @param firstHolder number of the first thread, so that those of two processes
	 * differ
	 * @param pause how long each has it at least
	 */
	static Crowd.Work run(Mutex mutex, Tally tally, int threads, int firstHolder, Duration duration, Duration pause)
			throws Exception {
		long nanos = pause.toNanos();
		return Crowd.run(threads, duration, (thread) -> {
			int holder = firstHolder + thread;
			return () -> {
				Mutex.Hold hold = mutex.await();
				tally.count(holder, nanos);
				hold.releaseOrFail();
			};
		});
	}

}
