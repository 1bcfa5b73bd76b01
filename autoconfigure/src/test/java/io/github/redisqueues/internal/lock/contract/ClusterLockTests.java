package io.github.redisqueues.internal.lock.contract;

import io.github.redisqueues.testing.RedisTestCluster;
import io.github.redisqueues.testing.TestRedis;
import org.junit.jupiter.api.Nested;

/**
 * Locks on a cluster: the whole contract for a lock of several keys, and for the other
 * kinds the parts that could fail on a cluster only.
 */
class ClusterLockTests {

	@Nested
	class KeysMutex extends KeysMutexTests {

		@Override
		public TestRedis redis() {
			return RedisTestCluster.shared();
		}

	}

	@Nested
	class Mutex extends OnCluster {

		Mutex() {
			super(KindOfLock.MUTEX);
		}

	}

	@Nested
	class FairMutex extends OnCluster {

		FairMutex() {
			super(KindOfLock.FAIR);
		}

	}

	@Nested
	class WriteLock extends OnCluster {

		WriteLock() {
			super(KindOfLock.WRITE);
		}

	}

	@Nested
	class ReadLock extends OnCluster {

		ReadLock() {
			super(KindOfLock.READ);
		}

	}

	@Nested
	class Semaphore extends OnCluster {

		Semaphore() {
			super(KindOfLock.SEMAPHORE);
		}

	}

	@Nested
	class KindsOfLocks extends KindsOfLocksTests {

		@Override
		public TestRedis redis() {
			return RedisTestCluster.shared();
		}

	}

	/**
	 * Names that choose the slot, tokens, and wake-ups from one node to clients of
	 * another.
	 */
	abstract static class OnCluster extends RedisLockFixture
			implements TokenContract, LockWaitingContract, LockNamingContract {

		OnCluster(KindOfLock kind) {
			super(kind);
		}

		@Override
		public TestRedis redis() {
			return RedisTestCluster.shared();
		}

	}

}
