package io.github.redisqueues.internal.lock.contract;

import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.TestRedis;

/**
 * The contract for the fair lock of a name.
 */
class FairMutexTests extends LockContract implements FairContract {

	FairMutexTests() {
		super(KindOfLock.FAIR);
	}

	@Override
	public TestRedis redis() {
		return RedisTestServer.shared();
	}

}
