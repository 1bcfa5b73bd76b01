package io.github.redisqueues.internal.lock.contract;

import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.TestRedis;

/**
 * The contract for a semaphore of one permit.
 */
class BinarySemaphoreTests extends LockContract implements FairContract {

	BinarySemaphoreTests() {
		super(KindOfLock.BINARY_SEMAPHORE);
	}

	@Override
	public TestRedis redis() {
		return RedisTestServer.shared();
	}

}
