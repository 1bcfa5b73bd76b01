package io.github.redisqueues.internal.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * State of a hold: when its lease runs out by the local clock, and whether it was
 * released or lost, which happens at most once. The deadline counts from before the
 * request that got the lease was sent, minus a margin for clocks that run at different
 * speeds. Only one request for a new lease is in flight at a time, because two could
 * reach the store in another order than their replies arrive. Thread-safe.
 */
public final class LockLease {

	/**
	 * Part of the lease to subtract for clock drift, as in Redlock.
	 */
	private static final int DRIFT_DIVISOR = 100;

	private static final long DRIFT_FLOOR = TimeUnit.MILLISECONDS.toNanos(2);

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition idle = this.lock.newCondition();

	private volatile long deadline;

	private volatile long millis;

	private volatile Phase phase = Phase.HELD;

	private boolean inFlight;

	private List<Runnable> onLost = List.of();

	LockLease(long sentAt, long millis) {
		this.deadline = deadline(sentAt, millis);
		this.millis = millis;
	}

	/**
	 * Returns when a lease runs out locally.
	 * @param sentAt when the store was asked, by {@link System#nanoTime()}
	 * @param millis the lease in milliseconds
	 * @return the deadline, by {@link System#nanoTime()}
	 */
	public static long deadline(long sentAt, long millis) {
		long lease = TimeUnit.MILLISECONDS.toNanos(millis);
		return sentAt + lease - lease / DRIFT_DIVISOR - DRIFT_FLOOR;
	}

	long deadline() {
		return this.deadline;
	}

	/**
	 * Returns the full length of the current lease, in milliseconds.
	 */
	long millis() {
		return this.millis;
	}

	boolean isRunning() {
		return System.nanoTime() - this.deadline < 0;
	}

	Duration remaining() {
		return isOver() ? Duration.ZERO : Duration.ofNanos(Math.max(this.deadline - System.nanoTime(), 0));
	}

	/**
	 * Returns whether the hold was released or is known to be lost.
	 */
	boolean isOver() {
		return this.phase != Phase.HELD;
	}

	boolean isReleased() {
		return this.phase == Phase.RELEASED;
	}

	/**
	 * Begins a request for a lease of the same length, unless one is in flight or the
	 * hold has ended.
	 */
	boolean tryBegin() {
		this.lock.lock();
		try {
			boolean begins = !this.inFlight && !isOver() && isRunning();
			this.inFlight |= begins;
			return begins;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Begins a request for a lease of another length, after the one that is in flight. A
	 * shorter lease applies at once, as it may begin at any time from now on.
	 * @return false if the hold has ended
	 */
	boolean begin(long newMillis) {
		this.lock.lock();
		try {
			awaitIdle();
			if (isOver() || !isRunning()) {
				return false;
			}
			this.inFlight = true;
			long earliest = deadline(System.nanoTime(), newMillis);
			if (earliest - this.deadline < 0) {
				this.deadline = earliest;
			}
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Ends a request that was begun.
	 * @return whether the new lease was granted before the old one ran out
	 */
	boolean end(boolean granted, long sentAt, long newMillis) {
		this.lock.lock();
		try {
			this.inFlight = false;
			this.idle.signalAll();
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
	 * Waits until no request is in flight or the lease has run out.
	 */
	void awaitIdle() {
		boolean interrupted = false;
		this.lock.lock();
		try {
			while (this.inFlight && isRunning()) {
				try {
					this.idle.awaitNanos(this.deadline - System.nanoTime());
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

	/**
	 * Registers an action for when the hold is lost.
	 * @return whether it is lost already, so that the caller must run the action
	 */
	boolean addOnLost(Runnable action) {
		this.lock.lock();
		try {
			if (this.phase == Phase.HELD) {
				List<Runnable> actions = new ArrayList<>(this.onLost);
				actions.add(action);
				this.onLost = actions;
			}
			return this.phase == Phase.LOST;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Marks the hold as lost.
	 * @return the actions to run now; empty if the hold had ended before
	 */
	Optional<List<Runnable>> lose() {
		return Optional.ofNullable(finish(Phase.LOST));
	}

	/**
	 * Marks the hold as released, unless it has ended or its lease has run out.
	 * @return whether it is released now
	 */
	boolean release() {
		return finish(Phase.RELEASED) != null;
	}

	private @Nullable List<Runnable> finish(Phase end) {
		this.lock.lock();
		try {
			if (isOver() || (end == Phase.RELEASED && !isRunning())) {
				return null;
			}
			this.phase = end;
			List<Runnable> actions = this.onLost;
			this.onLost = List.of();
			return actions;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public String toString() {
		return this.phase.name();
	}

	private enum Phase {

		HELD, RELEASED, LOST

	}

}
