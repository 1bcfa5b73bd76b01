package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How long a hold stands: from before the request that gave the lease was sent, and a
 * little less than that, as clocks do not run alike. The store is asked for one new lease
 * at a time, as two requests might come there in another order than their answers come
 * here. Safe for use by several threads.
 */
public final class Lease {

	/**
	 * The hundredth part of the lease, and a little, as Redlock has it.
	 */
	private static final int DRIFT_DIVISOR = 100;

	private static final long DRIFT_FLOOR = TimeUnit.MILLISECONDS.toNanos(2);

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition quiet = this.lock.newCondition();

	private volatile long deadline;

	private volatile long millis;

	private boolean inFlight;

	Lease(long sentAt, long millis) {
		this.deadline = deadline(sentAt, millis);
		this.millis = millis;
	}

	public static long deadline(long sentAt, long millis) {
		long lease = TimeUnit.MILLISECONDS.toNanos(millis);
		return sentAt + lease - lease / DRIFT_DIVISOR - DRIFT_FLOOR;
	}

	/**
	 * When it runs out, by {@link System#nanoTime()}.
	 */
	long deadline() {
		return this.deadline;
	}

	/**
	 * How long it was when it began.
	 */
	long millis() {
		return this.millis;
	}

	boolean isRunning() {
		return System.nanoTime() - this.deadline < 0;
	}

	Duration remaining() {
		return Duration.ofNanos(Math.max(this.deadline - System.nanoTime(), 0));
	}

	/**
	 * Begins to ask for another lease of the same length, if nobody asks already and it
	 * still runs.
	 */
	boolean tryBegin() {
		this.lock.lock();
		try {
			boolean begins = !this.inFlight && isRunning();
			this.inFlight |= begins;
			return begins;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Begins to ask for another lease, once nobody else does. If that is shorter, it
	 * counts from now on, since nobody knows when it will begin.
	 * @return false if it has run out before
	 */
	boolean begin(long newMillis) {
		this.lock.lock();
		try {
			awaitQuiet();
			if (!isRunning()) {
				return false;
			}
			this.inFlight = true;
			long sooner = deadline(System.nanoTime(), newMillis);
			if (sooner - this.deadline < 0) {
				this.deadline = sooner;
			}
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Ends what was begun.
	 * @return whether the new lease was granted, and in time
	 */
	boolean end(boolean granted, long sentAt, long newMillis) {
		this.lock.lock();
		try {
			this.inFlight = false;
			this.quiet.signalAll();
			boolean inTime = granted && isRunning();
			if (inTime) {
				this.millis = newMillis;
				this.deadline = deadline(sentAt, newMillis);
			}
			return inTime;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits until nobody asks for a new lease, or it has run out.
	 */
	void awaitQuiet() {
		boolean interrupted = false;
		this.lock.lock();
		try {
			while (this.inFlight && isRunning()) {
				try {
					this.quiet.awaitNanos(this.deadline - System.nanoTime());
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		finally {
			this.lock.unlock();
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

}
