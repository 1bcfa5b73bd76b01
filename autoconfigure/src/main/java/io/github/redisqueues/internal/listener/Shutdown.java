package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * The shutdown of a container's work loop. One thread runs it, others can wait for it.
 * Safe for use by several threads.
 *
 * @param <E> type of the payloads
 */
final class Shutdown<E> {

	/**
	 * Null after the shutdown, so that the loop can be garbage collected.
	 */
	private volatile @Nullable WorkLoop<E> loop;

	private final Duration timeout;

	private final CompletableFuture<Void> done = new CompletableFuture<>();

	Shutdown(WorkLoop<E> loop, Duration timeout) {
		this.loop = loop;
		this.timeout = timeout;
	}

	/**
	 * Stops the loop.
	 * @param ignored how many workers not to wait for, because they wait for this
	 */
	void run(int ignored) {
		WorkLoop<E> stopping = this.loop;
		try {
			if (stopping != null) {
				stopping.stop(this.timeout, ignored);
			}
		}
		finally {
			this.loop = null;
			this.done.complete(null);
		}
	}

	/**
	 * Waits until another thread has run the shutdown. Ignores interrupts.
	 */
	void await() {
		this.done.join();
	}

	boolean isDone() {
		return this.done.isDone();
	}

	/**
	 * Returns whether the current thread is in a handler that the shutdown waits for.
	 */
	boolean isInHandler() {
		WorkLoop<E> stopping = this.loop;
		return stopping != null && stopping.isInHandler();
	}

}
