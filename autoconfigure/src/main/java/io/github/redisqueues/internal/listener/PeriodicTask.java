package io.github.redisqueues.internal.listener;

import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * A task that a thread of its own repeats: after each run it sleeps for as long as the
 * run has asked for, or until another thread wants an earlier run. Safe for use by
 * several threads, except {@link #run()}, which is for the task's own thread.
 */
abstract class PeriodicTask implements Runnable {

	/**
	 * Pause of a task that only runs again when another thread asks for it.
	 */
	static final long NEVER = Long.MAX_VALUE / 2;

	private volatile @Nullable Thread thread;

	private volatile long nextRunAt;

	private volatile boolean stopped;

	/**
	 * Runs the task once. An exception ends the task.
	 * @return the pause until the next run, in nanoseconds
	 */
	abstract long runOnce();

	/**
	 * Makes the next run start after the given time at the latest.
	 */
	void runWithin(long nanos) {
		if (System.nanoTime() + nanos - this.nextRunAt < 0) {
			runNow();
		}
	}

	void runNow() {
		this.nextRunAt = System.nanoTime();
		LockSupport.unpark(this.thread);
	}

	void stop() {
		this.stopped = true;
		LockSupport.unpark(this.thread);
	}

	@Override
	public final void run() {
		this.thread = Thread.currentThread();
		while (!this.stopped) {
			// A request during the run changes this, and makes the task run again
			long never = System.nanoTime() + NEVER;
			this.nextRunAt = never;
			long pause = runOnce();
			// The run may have consumed the permit of a stop by waiting for Redis
			if (this.nextRunAt == never && !this.stopped) {
				this.nextRunAt = System.nanoTime() + pause;
				LockSupport.parkNanos(this, pause);
			}
		}
	}

}
