package io.github.redisqueues.internal.lock.contract;

import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.TestRedis;

/**
 * The contract for the lock that one may hold to write.
 */
class WriteLockTests extends LockContract implements FairContract {

	WriteLockTests() {
		super(KindOfLock.WRITE);
	}

	@Override
	public TestRedis redis() {
		return RedisTestServer.shared();
	}

}
