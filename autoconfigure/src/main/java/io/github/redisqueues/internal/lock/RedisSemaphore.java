package io.github.redisqueues.internal.lock;

import io.github.redisqueues.lock.DistributedSemaphore;

/**
 * A lock with permits.
 */
final class RedisSemaphore extends RedisNamedLock implements DistributedSemaphore {

	RedisSemaphore(RedisDistributedLocks locks, LockTarget target, int permits) {
		super(locks, target, LockKind.PERMIT, permits);
	}

	@Override
	public int permits() {
		return limit();
	}

	@Override
	public int availablePermits() {
		return Math.max(limit() - countHolders(), 0);
	}

}
