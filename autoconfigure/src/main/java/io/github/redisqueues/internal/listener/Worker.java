package io.github.redisqueues.internal.listener;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import io.github.redisqueues.internal.queue.RedisDelivery;

/**
 * The messages that one worker's thread works on. Other threads renew their leases, and
 * can interrupt the worker while it is in the handler. Safe for use by several threads.
 *
 * @param <E> type of the payloads
 */
final class Worker<E> {

	private final ReentrantLock lock = new ReentrantLock();

	private volatile List<RedisDelivery<E>> work = List.of();

	private List<RedisDelivery<E>> handled = List.of();

	private volatile long startedAt;

	private volatile boolean overTime;

	private volatile Thread thread = Thread.currentThread();

	private boolean interruptible;

	private boolean interrupted;

	private volatile boolean retired;

	/**
	 * Notes that the worker's thread enters the handler.
	 * @param work the messages whose leases are to be renewed meanwhile
	 * @param handled those of them that the handler is called with
	 */
	void enterHandler(List<RedisDelivery<E>> work, List<RedisDelivery<E>> handled) {
		this.lock.lock();
		try {
			this.thread = Thread.currentThread();
			this.interruptible = true;
			this.interrupted = false;
			this.overTime = false;
			this.startedAt = System.nanoTime();
			Thread.interrupted();
			this.work = work;
			this.handled = handled;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Notes that the worker's thread has left the handler, and clears its interrupt flag.
	 * @return whether this object interrupted the handler
	 */
	boolean leaveHandler() {
		this.lock.lock();
		try {
			this.interruptible = false;
			Thread.interrupted();
			return this.interrupted;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Notes that the worker's thread has settled its messages, whose leases were renewed
	 * until now. Clears its interrupt flag, which an error handler may have set.
	 */
	void endWork() {
		this.work = List.of();
		Thread.interrupted();
	}

	/**
	 * Returns the messages whose leases are to be renewed.
	 */
	List<RedisDelivery<E>> work() {
		return this.overTime ? List.of() : this.work;
	}

	boolean isWorking() {
		return !this.work.isEmpty();
	}

	/**
	 * Returns for how long the worker has been at work on the same messages, in
	 * nanoseconds.
	 */
	long busyNanos() {
		return isWorking() ? Math.max(System.nanoTime() - this.startedAt, 0) : 0;
	}

	/**
	 * Makes the worker end before its next message.
	 */
	void retire() {
		this.retired = true;
	}

	boolean isRetired() {
		return this.retired;
	}

	/**
	 * Returns whether the current thread is this worker's.
	 */
	boolean isCurrent() {
		return this.thread == Thread.currentThread();
	}

	boolean isOverTime() {
		return this.overTime;
	}

	/**
	 * Interrupts the handler if it started before a moment. The leases of its messages
	 * are not renewed from then on.
	 * @return whether this call interrupted it
	 */
	boolean interruptIfStartedBefore(long moment) {
		this.lock.lock();
		try {
			if (!this.interruptible || this.overTime || this.startedAt - moment >= 0) {
				return false;
			}
			this.overTime = true;
			this.interrupted = true;
			this.thread.interrupt();
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Interrupts the handler if it works on a message.
	 * @return whether this call interrupted it
	 */
	boolean interruptIfHandling(RedisDelivery<E> delivery) {
		this.lock.lock();
		try {
			if (!this.interruptible || !this.handled.contains(delivery)) {
				return false;
			}
			this.interrupted = true;
			this.thread.interrupt();
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Interrupts the handler if the worker is in it.
	 */
	void interrupt() {
		this.lock.lock();
		try {
			if (this.interruptible) {
				this.interrupted = true;
				this.thread.interrupt();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

}
