package io.github.redisqueues.internal.lock.aop;

import io.github.redisqueues.lock.LockHandle;

/**
 * Interrupts the thread of a call whose lock is lost; never after the call has ended.
 */
final class Interruption {

	private final Thread thread = Thread.currentThread();

	private boolean ended;

	private boolean interrupted;

	static Interruption of(LockHandle hold) {
		Interruption interruption = new Interruption();
		hold.onLost(interruption::interrupt);
		return interruption;
	}

	private synchronized void interrupt() {
		if (!this.ended) {
			this.interrupted = true;
			this.thread.interrupt();
		}
	}

	/**
	 * The call has ended. Clears what is left of the interrupt.
	 */
	synchronized void end() {
		this.ended = true;
		if (this.interrupted) {
			Thread.interrupted();
		}
	}

}
