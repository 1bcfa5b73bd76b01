package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * The end of a container's work loop: one thread brings it about, others wait for the
 * same. Safe for use by several threads.
 *
 * @param <E> type of the payloads
 */
final class Ending<E> {

	/**
	 * Let go when it has ended.
	 */
	private volatile @Nullable WorkLoop<E> loop;

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
		WorkLoop<E> ending = this.loop;
		try {
			if (ending != null) {
				ending.stop(this.timeout, spared);
			}
		}
		finally {
			this.loop = null;
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
		WorkLoop<E> ending = this.loop;
		return ending != null && ending.isInHandler();
	}

}
