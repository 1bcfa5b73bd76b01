package io.github.redisqueues.internal.lock.aop;

import io.github.redisqueues.lock.LockHandle;

/**
 * Interrupts the thread of a call when its lock is lost, but not after the call has
 * ended.
 */
final class LossInterrupt {

	private final Thread thread = Thread.currentThread();

	private boolean ended;

	private boolean interrupted;

	static LossInterrupt of(LockHandle hold) {
		LossInterrupt lossInterrupt = new LossInterrupt();
		hold.onLost(lossInterrupt::interrupt);
		return lossInterrupt;
	}

	private synchronized void interrupt() {
		if (!this.ended) {
			this.interrupted = true;
			this.thread.interrupt();
		}
	}

	/**
	 * Ends the call and clears its interrupt.
	 */
	synchronized void end() {
		this.ended = true;
		if (this.interrupted) {
			Thread.interrupted();
		}
	}

}
