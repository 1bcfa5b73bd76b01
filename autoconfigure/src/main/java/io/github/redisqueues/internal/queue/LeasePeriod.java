package io.github.redisqueues.internal.queue;

/**
 * The time of a lease by this process's clock.
 *
 * @param begin when it began, at the latest
 * @param nanos how long it lasts, at the least
 */
record LeasePeriod(long begin, long nanos) {

	long end() {
		return this.begin + this.nanos;
	}

}
