package io.github.redisqueues.lock;

/**
 * A lock that several may hold at a time. Each hold is one permit.
 */
public interface DistributedSemaphore extends NamedLock {

	/**
	 * Returns the number of permits.
	 * @return the number
	 */
	int permits();

	/**
	 * Returns how many permits are free at the moment.
	 * @return the number, 0 or more
	 */
	int availablePermits();

}
