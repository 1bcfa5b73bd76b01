package io.github.redisqueues.internal.queue;

import java.time.Duration;

/**
 * The time of a lease by this process's clock.
 *
 * @param begin when it began, at the latest
 * @param nanos how long it lasts, at the least
 */
record LeasePeriod(long begin, long nanos) {

	/**
	 * Returns the period of a lease that Redis is about to be asked for.
	 */
	static LeasePeriod fromNow(Duration leaseTime) {
		return new LeasePeriod(System.nanoTime(), leaseTime.toNanos());
	}

	long end() {
		return this.begin + this.nanos;
	}

}
