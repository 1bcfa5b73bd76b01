package io.github.redisqueues.internal.listener;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import io.github.redisqueues.listener.Concurrency;

/**
 * The threads of one container's workers, and how many of them there are. Safe for use by
 * several threads.
 *
 * @param <E> type of the payloads
 */
final class WorkerPool<E> {

	private final Concurrency size;

	private final Executor threads;

	private final Consumer<Worker<E>> life;

	private final Set<Worker<E>> workers = ConcurrentHashMap.newKeySet();

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition left = this.lock.newCondition();

	private volatile int count;

	/**
	 * A crew without workers.
	 * @param size how many workers there may be
	 * @param threads where their threads come from
	 * @param life what each of them does; it ends when {@link #dismiss} has told it so,
	 * or when the container stops
	 */
	WorkerPool(Concurrency size, Executor threads, Consumer<Worker<E>> life) {
		this.size = size;
		this.threads = threads;
		this.life = life;
	}

	/**
	 * Those that have begun and not ended.
	 */
	Set<Worker<E>> workers() {
		return this.workers;
	}

	int count() {
		return this.count;
	}

	boolean isFull() {
		return this.count >= this.size.max();
	}

	boolean hasSpare() {
		return this.count > this.size.min();
	}

	/**
	 * Adds a worker, unless there are enough.
	 */
	void hire() {
		if (!changeCount(1, this.size.max() - 1)) {
			return;
		}
		try {
			this.threads.execute(this::live);
		}
		catch (RuntimeException | Error ex) {
			changeCount(-1, this.size.max());
			throw ex;
		}
	}

	private void live() {
		Worker<E> worker = new Worker<>();
		this.workers.add(worker);
		try {
			this.life.accept(worker);
		}
		finally {
			this.workers.remove(worker);
			if (!worker.isDismissed()) {
				changeCount(-1, this.size.max());
			}
		}
	}

	/**
	 * Lets a worker go if there are more than there have to be.
	 */
	void dismiss(Worker<E> worker) {
		this.lock.lock();
		try {
			if (hasSpare()) {
				worker.dismiss();
				changeCount(-1, this.size.max());
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits until nobody is left, or some, whether or not the thread is interrupted.
	 * @param end until when, by {@link System#nanoTime()}
	 * @param spared how many may be left
	 * @return whether no more are left
	 */
	boolean awaitEnd(long end, int spared) {
		boolean interrupted = false;
		this.lock.lock();
		try {
			while (this.count > spared) {
				long nanos = end - System.nanoTime();
				if (nanos <= 0) {
					return false;
				}
				try {
					this.left.awaitNanos(nanos);
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
	 * Counts, unless there are more than some already.
	 */
	private boolean changeCount(int change, int most) {
		this.lock.lock();
		try {
			if (this.count > most) {
				return false;
			}
			this.count += change;
			this.left.signalAll();
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

}
