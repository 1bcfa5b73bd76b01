package io.github.redisqueues.internal.listener;

import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * What a thread of its own does to look after a container's workers: it looks, sleeps for
 * as long as there is nothing to see, and looks again, until it is stopped. Safe for use
 * by several threads, but for {@link #run()}, which is for that one.
 */
abstract class PeriodicTask implements Runnable {

	/**
	 * How long to wait if there is nothing to look for until somebody says so.
	 */
	static final long NEVER = Long.MAX_VALUE / 2;

	private volatile @Nullable Thread thread;

	private volatile long lookAt;

	private volatile boolean stopped;

	/**
	 * Looks after everything once. What it throws ends the watch.
	 * @return for how long it need not look again, in nanoseconds
	 */
	abstract long look();

	/**
	 * Has it look after a while at the latest.
	 */
	void lookSoon(long nanos) {
		if (System.nanoTime() + nanos - this.lookAt < 0) {
			lookNow();
		}
	}

	void lookNow() {
		this.lookAt = System.nanoTime();
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
			// Whoever brings something from here on has it look again
			long never = System.nanoTime() + NEVER;
			this.lookAt = never;
			long wait = look();
			if (this.lookAt == never) {
				this.lookAt = System.nanoTime() + wait;
				LockSupport.parkNanos(this, wait);
			}
		}
	}

}
