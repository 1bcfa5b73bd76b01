package io.github.redisqueues.internal.listener;

import java.util.concurrent.TimeUnit;

/**
 * Estimates from the duration of handler calls how many messages a container should hold:
 * one batch for each worker, and as many more as the workers start on within 10 ms. Safe
 * for use by several threads; concurrent samples may be lost.
 */
final class PrefetchEstimator {

	private static final long HORIZON = TimeUnit.MILLISECONDS.toNanos(10);

	private static final int MAX_AHEAD = 100;

	private static final double WEIGHT = 0.1;

	private volatile int workers;

	private final int batchSize;

	private final boolean prefetches;

	private volatile double nanosPerCall = -1;

	private volatile int limit = Integer.MAX_VALUE;

	/**
	 * Creates an estimator that knows no calls.
	 * @param workers maximum number of workers
	 * @param batchSize maximum number of messages in a handler call
	 * @param prefetches whether the container may hold messages that no worker can start
	 * on yet; it may not if the queue limits the messages in flight
	 */
	PrefetchEstimator(int workers, int batchSize, boolean prefetches) {
		this.workers = workers;
		this.batchSize = batchSize;
		this.prefetches = prefetches;
	}

	/**
	 * Adds the duration of a handler call.
	 */
	void add(long nanos) {
		double known = this.nanosPerCall;
		// A slow call counts at once, fast calls gradually
		this.nanosPerCall = (known < 0 || nanos > 2 * HORIZON) ? nanos : known + WEIGHT * (nanos - known);
	}

	/**
	 * Sets the maximum number of workers.
	 */
	void setWorkers(int workers) {
		this.workers = workers;
	}

	/**
	 * Limits how many messages the container should hold.
	 */
	void setLimit(int limit) {
		this.limit = limit;
	}

	/**
	 * Returns how many messages the container should hold. It prefetches none before the
	 * first call or for slow handlers, and at most 100, or one batch for each worker if
	 * that is more.
	 */
	int wanted() {
		return Math.min(this.limit, wantedUnlimited());
	}

	private int wantedUnlimited() {
		int most = this.workers;
		int workable = most * this.batchSize;
		double nanos = this.nanosPerCall;
		if (nanos < 0 || !this.prefetches) {
			return workable;
		}
		double calls = HORIZON / Math.max(nanos, 1) * most;
		return workable + (int) Math.min(calls * this.batchSize, Math.max(MAX_AHEAD, workable));
	}

}
