package io.github.redisqueues.lock;

/**
 * A pair of locks: many may hold the one, as long as nobody holds the other.
 */
public interface DistributedReadWriteLock {

	/**
	 * The lock that many may hold.
	 * @return the lock
	 */
	NamedLock readLock();

	/**
	 * The lock that one may hold, and nobody the other.
	 * @return the lock
	 */
	NamedLock writeLock();

}
