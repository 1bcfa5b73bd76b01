package io.github.redisqueues.internal.lock.contract;

import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.TestRedis;

/**
 * The contract for the lock of a name.
 */
class MutexTests extends LockContract {

	MutexTests() {
		super(KindOfLock.MUTEX);
	}

	@Override
	public TestRedis redis() {
		return RedisTestServer.shared();
	}

}
