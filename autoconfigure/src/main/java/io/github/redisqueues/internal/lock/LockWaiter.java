package io.github.redisqueues.internal.lock;

import java.util.concurrent.locks.Condition;

import org.jspecify.annotations.Nullable;

/**
 * One who waits in a {@link LockLine}. What changes is guarded by the line's lock.
 */
final class LockWaiter {

	private final String owner;

	private final long leaseMillis;

	State state = State.WAITING;

	boolean woken;

	/**
	 * Whether the lock may have been handed over without anybody knowing.
	 */
	boolean inDoubt;

	/**
	 * The place among those that wait, as Redis gave it.
	 */
	long ticket;

	@Nullable LockAttempt granted;

	@Nullable Condition changed;

	LockWaiter(String owner, long leaseMillis) {
		this.owner = owner;
		this.leaseMillis = leaseMillis;
	}

	String owner() {
		return this.owner;
	}

	long leaseMillis() {
		return this.leaseMillis;
	}

	void signal() {
		if (this.changed != null) {
			this.changed.signal();
		}
	}

	enum State {

		/**
		 * Stands in the line.
		 */
		WAITING,

		/**
		 * Is out of the line, and about to get the lock.
		 */
		OFFERED,

		/**
		 * Has got the lock.
		 */
		GRANTED,

		/**
		 * Does not want it any more.
		 */
		GONE

	}

}
