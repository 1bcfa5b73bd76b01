package io.github.redisqueues.internal.listener;

import java.util.concurrent.TimeUnit;

/**
 * How fast the handler is, and so how many messages may be fetched ahead: those that the
 * workers begin within some milliseconds. As long as nothing is known, and for a handler
 * that takes longer than that, none. Safe for use by several threads; a sample that is
 * lost to another does no harm.
 */
final class PrefetchEstimator {

	private static final long SOON = TimeUnit.MILLISECONDS.toNanos(10);

	private static final int MOST_AHEAD = 100;

	private static final double WEIGHT = 0.1;

	private final int workers;

	private final int batchSize;

	private volatile double nanosPerCall = -1;

	PrefetchEstimator(int workers, int batchSize) {
		this.workers = workers;
		this.batchSize = batchSize;
	}

	void note(long nanos) {
		double known = this.nanosPerCall;
		// A slow call counts at once, fast ones by and by
		this.nanosPerCall = (known < 0 || nanos > 2 * SOON) ? nanos : known + WEIGHT * (nanos - known);
	}

	int ahead() {
		double nanos = this.nanosPerCall;
		if (nanos < 0) {
			return 0;
		}
		double calls = SOON / Math.max(nanos, 1) * this.workers;
		return (int) Math.min(calls * this.batchSize, Math.max(MOST_AHEAD, this.workers * this.batchSize));
	}

}
