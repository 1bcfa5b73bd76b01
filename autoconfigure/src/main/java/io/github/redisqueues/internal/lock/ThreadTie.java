package io.github.redisqueues.internal.lock;

import org.jspecify.annotations.Nullable;

/**
 * Ties a hold to the thread that created this object, until the hold ends or another
 * thread uses it. Thread-safe.
 */
final class ThreadTie {

	private final Thread thread = Thread.currentThread();

	private volatile @Nullable Runnable onCut;

	void begin(Runnable action) {
		this.onCut = action;
	}

	void cut() {
		Runnable action = this.onCut;
		if (action != null) {
			this.onCut = null;
			action.run();
		}
	}

	/**
	 * Notes that the calling thread uses the hold.
	 */
	void use() {
		if (this.onCut != null && Thread.currentThread() != this.thread) {
			cut();
		}
	}

}
