package io.github.redisqueues.lock;

/**
 * The two locks of a name.
 *
 * @param readLock the lock that many may hold
 * @param writeLock the lock that one may hold
 */
record RedisReadWriteLock(NamedLock readLock, NamedLock writeLock) implements DistributedReadWriteLock {

}
