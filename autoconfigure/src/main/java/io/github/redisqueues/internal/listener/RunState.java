package io.github.redisqueues.internal.listener;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether a container's workers are to work, and where they wait for that to change. Safe
 * for use by several threads.
 */
final class RunState {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private volatile Phase phase = Phase.PAUSED;

	enum Phase {

		RUNNING, PAUSED, STOPPING

	}

	boolean is(Phase phase) {
		return this.phase == phase;
	}

	void become(Phase phase) {
		this.lock.lock();
		try {
			this.phase = phase;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits until this is over.
	 */
	void awaitEndOf(Phase phase) {
		this.lock.lock();
		try {
			while (this.phase == phase) {
				this.changed.awaitUninterruptibly();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits for a while, or until something changes.
	 */
	void rest(long nanos) {
		this.lock.lock();
		try {
			this.changed.awaitNanos(nanos);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.lock.unlock();
		}
	}

}
