package io.github.redisqueues.lock;

/**
 * A pair of locks: many may hold the read lock, as long as nobody holds the write lock.
 * <p>
 * A thread that holds the write lock can acquire the read lock, too, and then release the
 * write lock: nobody else writes in between (a downgrade). The other way round is not
 * possible: a thread that holds the read lock is refused the write lock at once, as it
 * would wait for itself. A thread that holds the read lock can acquire it again although
 * a writer waits. A hold belongs to a thread as {@link DistributedLocks} says.
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
