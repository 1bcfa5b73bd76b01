package io.github.redisqueues.lock;

/**
 * A lock that several may hold at a time; each hold is one permit.
 */
public interface DistributedSemaphore extends NamedLock {

	/**
	 * How many may hold it at a time.
	 * @return the number
	 */
	int permits();

	/**
	 * How many permits nobody holds at the moment.
	 * @return the number, 0 or more
	 */
	int availablePermits();

}
