package io.github.redisqueues.internal.lock;

import io.github.redisqueues.lock.DistributedReadWriteLock;
import io.github.redisqueues.lock.NamedLock;

/**
 * The two locks of a name.
 *
 * @param readLock the lock that many may hold
 * @param writeLock the lock that one may hold
 */
record RedisReadWriteLock(NamedLock readLock, NamedLock writeLock) implements DistributedReadWriteLock {

}
