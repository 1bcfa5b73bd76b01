package io.github.redisqueues.internal.listener;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whether a container's workers work, and where they wait for a change of that. Safe for
 * use by several threads.
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

	void set(Phase phase) {
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
	 * Waits until the phase is another one. Ignores interrupts.
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
	 * Waits for some time, or until the phase changes or the thread is interrupted.
	 */
	void awaitChange(long nanos) {
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
