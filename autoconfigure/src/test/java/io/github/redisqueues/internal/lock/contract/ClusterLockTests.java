package io.github.redisqueues.internal.lock.contract;

import io.github.redisqueues.testing.RedisTestCluster;
import io.github.redisqueues.testing.TestRedis;
import org.junit.jupiter.api.Nested;

/**
 * The contract for every kind of lock on a cluster.
 */
class ClusterLockTests {

	@Nested
	class Mutex extends MutexTests {

		@Override
		public TestRedis redis() {
			return RedisTestCluster.shared();
		}

	}

	@Nested
	class KeyMutex extends KeyMutexTests {

		@Override
		public TestRedis redis() {
			return RedisTestCluster.shared();
		}

	}

	@Nested
	class KeysMutex extends KeysMutexTests {

		@Override
		public TestRedis redis() {
			return RedisTestCluster.shared();
		}

	}

	@Nested
	class FairMutex extends FairMutexTests {

		@Override
		public TestRedis redis() {
			return RedisTestCluster.shared();
		}

	}

	@Nested
	class WriteLock extends WriteLockTests {

		@Override
		public TestRedis redis() {
			return RedisTestCluster.shared();
		}

	}

	@Nested
	class ReadLock extends ReadLockTests {

		@Override
		public TestRedis redis() {
			return RedisTestCluster.shared();
		}

	}

	@Nested
	class BinarySemaphore extends BinarySemaphoreTests {

		@Override
		public TestRedis redis() {
			return RedisTestCluster.shared();
		}

	}

	@Nested
	class Semaphore extends SemaphoreTests {

		@Override
		public TestRedis redis() {
			return RedisTestCluster.shared();
		}

	}

	@Nested
	class LockView extends LockViewTests {

		@Override
		public TestRedis redis() {
			return RedisTestCluster.shared();
		}

	}

	@Nested
	class KindsOfLocks extends KindsOfLocksTests {

		@Override
		public TestRedis redis() {
			return RedisTestCluster.shared();
		}

	}

}
