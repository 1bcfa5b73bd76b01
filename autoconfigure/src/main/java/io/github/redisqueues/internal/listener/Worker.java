package io.github.redisqueues.internal.listener;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import io.github.redisqueues.internal.queue.RedisDelivery;

/**
 * What one worker's thread works on, as far as others need to know: they renew its
 * leases, and may interrupt it, but only while it is inside the handler.
 *
 * @param <E> type of the payloads
 */
final class Worker<E> {

	private final ReentrantLock guard = new ReentrantLock();

	private volatile List<RedisDelivery<E>> work = List.of();

	private volatile long begunAt;

	private volatile boolean overTime;

	private volatile Thread thread = Thread.currentThread();

	private boolean interruptible;

	private boolean interrupted;

	private volatile boolean dismissed;

	/**
	 * Called by the worker's thread before it enters the handler.
	 */
	void begin(List<RedisDelivery<E>> work) {
		this.guard.lock();
		try {
			this.thread = Thread.currentThread();
			this.interruptible = true;
			this.interrupted = false;
			this.overTime = false;
			this.begunAt = System.nanoTime();
			Thread.interrupted();
			this.work = work;
		}
		finally {
			this.guard.unlock();
		}
	}

	/**
	 * Called by the worker's thread when it has left the handler. Whatever interrupt the
	 * handler has left behind is gone.
	 * @return whether it was interrupted through this worker
	 */
	boolean leave() {
		this.guard.lock();
		try {
			this.interruptible = false;
			Thread.interrupted();
			return this.interrupted;
		}
		finally {
			this.guard.unlock();
		}
	}

	/**
	 * Called by the worker's thread when everything is settled, until when the leases are
	 * kept. Whatever interrupt an error handler has left behind is gone.
	 */
	void end() {
		this.work = List.of();
		Thread.interrupted();
	}

	/**
	 * The messages whose leases are to be kept.
	 */
	List<RedisDelivery<E>> work() {
		return this.overTime ? List.of() : this.work;
	}

	boolean isWorking() {
		return !this.work.isEmpty();
	}

	/**
	 * Tells the worker that it is not needed any more.
	 */
	void dismiss() {
		this.dismissed = true;
	}

	boolean isDismissed() {
		return this.dismissed;
	}

	boolean isCurrent() {
		return this.thread == Thread.currentThread();
	}

	boolean isOverTime() {
		return this.overTime;
	}

	/**
	 * Interrupts the handler if it was entered before a moment, and no longer keeps its
	 * leases.
	 * @return whether it was interrupted now
	 */
	boolean interruptIfBegunBefore(long moment) {
		this.guard.lock();
		try {
			if (!this.interruptible || this.overTime || this.begunAt - moment >= 0) {
				return false;
			}
			this.overTime = true;
			this.interrupted = true;
			this.thread.interrupt();
			return true;
		}
		finally {
			this.guard.unlock();
		}
	}

	/**
	 * Interrupts the handler, if the worker is in it.
	 */
	void interrupt() {
		this.guard.lock();
		try {
			if (this.interruptible) {
				this.interrupted = true;
				this.thread.interrupt();
			}
		}
		finally {
			this.guard.unlock();
		}
	}

}
