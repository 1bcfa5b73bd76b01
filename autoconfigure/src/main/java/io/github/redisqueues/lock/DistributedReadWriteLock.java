package io.github.redisqueues.lock;

/**
 * A pair of locks: many may hold the read lock, as long as nobody holds the write lock.
 */
public interface DistributedReadWriteLock {

	/**
	 * Returns the lock that many may hold at a time.
	 * @return the read lock
	 */
	NamedLock readLock();

	/**
	 * Returns the lock that excludes all other holds.
	 * @return the write lock
	 */
	NamedLock writeLock();

}
