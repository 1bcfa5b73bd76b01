package io.github.redisqueues.internal.listener;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.github.redisqueues.listener.Concurrency;

/**
 * The workers of one container. Safe for use by several threads.
 *
 * @param <E> type of the payloads
 */
final class WorkerPool<E> {

	private volatile Concurrency size;

	private final Executor executor;

	private final Consumer<Worker<E>> task;

	private final Set<Worker<E>> workers = ConcurrentHashMap.newKeySet();

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition countChanged = this.lock.newCondition();

	private volatile int count;

	private boolean isClosed;

	/**
	 * Creates an empty pool.
	 * @param size minimum and maximum number of workers
	 * @param executor runs each worker on a thread of its own
	 * @param task what each worker runs; must return when the worker is retired or the
	 * container stops
	 */
	WorkerPool(Concurrency size, Executor executor, Consumer<Worker<E>> task) {
		this.size = size;
		this.executor = executor;
		this.task = task;
	}

	/**
	 * Returns a live view of the workers that run.
	 */
	Set<Worker<E>> workers() {
		return this.workers;
	}

	/**
	 * Returns the number of workers, including those whose thread has not started yet and
	 * without those that were retired.
	 */
	int count() {
		return this.count;
	}

	/**
	 * Returns how many workers there may be.
	 */
	int max() {
		return this.size.max();
	}

	boolean isFull() {
		return this.count >= this.size.max();
	}

	/**
	 * Returns whether there are more workers than the minimum.
	 */
	boolean hasSpare() {
		return this.count > this.size.min();
	}

	/**
	 * Returns whether there are more workers than the maximum.
	 */
	boolean hasExcess() {
		return this.count > this.size.max();
	}

	/**
	 * Changes the minimum and the maximum. Adds workers that are missing; those that are
	 * too many stay until they are retired.
	 */
	void resize(Concurrency size) {
		this.size = size;
		boolean isAdded = true;
		while (isAdded && this.count < size.min()) {
			isAdded = addWorker();
		}
	}

	/**
	 * Adds no more workers, because those that run are about to end.
	 */
	void close() {
		this.lock.lock();
		try {
			this.isClosed = true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Adds a worker, unless the pool is full or closed.
	 * @return whether it was added
	 */
	boolean addWorker() {
		if (!reserve()) {
			return false;
		}
		try {
			this.executor.execute(this::runWorker);
			return true;
		}
		catch (RuntimeException | Error ex) {
			release();
			throw ex;
		}
	}

	private void runWorker() {
		Worker<E> worker = new Worker<>();
		this.workers.add(worker);
		try {
			this.task.accept(worker);
		}
		finally {
			this.workers.remove(worker);
			if (!worker.isRetired()) {
				release();
			}
		}
	}

	/**
	 * Retires a worker if there are more than the minimum.
	 */
	void retireSpare(Worker<E> worker) {
		retire(worker, this.size.min());
	}

	/**
	 * Retires a worker if there are more than the maximum.
	 */
	void retireExcess(Worker<E> worker) {
		if (hasExcess()) {
			retire(worker, this.size.max());
		}
	}

	private void retire(Worker<E> worker, int kept) {
		this.lock.lock();
		try {
			if (this.count > kept) {
				worker.retire();
				release();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits until the workers have ended. An interrupt does not end the wait; the
	 * interrupt flag is set afterwards.
	 * @param end until when to wait, by {@link System#nanoTime()}
	 * @param ignored how many workers not to wait for
	 * @return whether the workers have ended
	 */
	boolean awaitEnd(long end, int ignored) {
		boolean interrupted = false;
		this.lock.lock();
		try {
			while (this.count > ignored) {
				long nanos = end - System.nanoTime();
				if (nanos <= 0) {
					return false;
				}
				try {
					this.countChanged.awaitNanos(nanos);
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
			return true;
		}
		finally {
			this.lock.unlock();
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * Counts another worker, unless the pool is full or closed.
	 */
	private boolean reserve() {
		this.lock.lock();
		try {
			if (this.isClosed || isFull()) {
				return false;
			}
			this.count++;
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void release() {
		this.lock.lock();
		try {
			this.count--;
			this.countChanged.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

}
