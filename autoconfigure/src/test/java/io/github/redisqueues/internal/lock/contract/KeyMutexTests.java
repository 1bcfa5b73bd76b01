package io.github.redisqueues.internal.lock.contract;

import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.TestRedis;

/**
 * The contract for the lock of one key under a name.
 */
class KeyMutexTests extends LockContract {

	KeyMutexTests() {
		super(KindOfLock.KEY);
	}

	@Override
	public TestRedis redis() {
		return RedisTestServer.shared();
	}

}
