package io.github.redisqueues.listener;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The end of a container's work loop: one thread brings it about, others wait for the
 * same. Safe for use by several threads.
 *
 * @param <E> type of the payloads
 */
final class Ending<E> {

	private final WorkLoop<E> loop;

	private final Duration timeout;

	private final CompletableFuture<Void> done = new CompletableFuture<>();

	Ending(WorkLoop<E> loop, Duration timeout) {
		this.loop = loop;
		this.timeout = timeout;
	}

	/**
	 * Stops the loop.
	 * @param spared how many workers are not waited for, as they wait for this
	 */
	void bringAbout(int spared) {
		try {
			this.loop.stop(this.timeout, spared);
		}
		finally {
			this.done.complete(null);
		}
	}

	/**
	 * Waits until somebody else has brought it about, whether or not the thread is
	 * interrupted.
	 */
	void await() {
		this.done.join();
	}

	boolean isOver() {
		return this.done.isDone();
	}

	/**
	 * Whether this is called by a handler that is still waited for.
	 */
	boolean isInHandler() {
		return !isOver() && this.loop.isInHandler();
	}

}
