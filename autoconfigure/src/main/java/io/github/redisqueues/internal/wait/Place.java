package io.github.redisqueues.internal.wait;

import java.util.concurrent.locks.Condition;

/**
 * One thread's place in a line: what it waits for, and whether it owes anybody a look.
 * Guarded by the line's lock.
 */
final class Place {

	private final Thread thread = Thread.currentThread();

	private final Look<?> look;

	private final Condition changed;

	private boolean woken;

	private boolean looking;

	/**
	 * A place for the current thread.
	 * @param look how it looks
	 * @param changed where it sleeps, nobody else does
	 */
	Place(Look<?> look, Condition changed) {
		this.look = look;
		this.changed = changed;
	}

	boolean looksWith(Look<?> other) {
		return this.look == other;
	}

	boolean isCurrent() {
		return this.thread == Thread.currentThread();
	}

	boolean isWoken() {
		return this.woken;
	}

	/**
	 * Has the thread look.
	 */
	void wake() {
		this.woken = true;
		this.changed.signal();
	}

	/**
	 * Has the thread find out anew for how long it may sleep.
	 */
	void nudge() {
		this.changed.signal();
	}

	void sleep(long nanos) throws InterruptedException {
		this.changed.awaitNanos(nanos);
	}

	/**
	 * Uses a wake-up.
	 */
	void beginLook() {
		this.woken = false;
		this.looking = true;
	}

	/**
	 * Notes that the look did not fail.
	 */
	void endLook() {
		this.looking = false;
	}

	/**
	 * Whether a wake-up is lost when the thread leaves now.
	 */
	boolean owesLook() {
		return this.woken || this.looking;
	}

}
