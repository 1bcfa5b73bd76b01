package io.github.redisqueues.lock;

import java.util.List;

import io.github.redisqueues.testing.RestrictedRedis;
import io.github.redisqueues.testing.TestRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/**
 * The contract under a user who may do no more than locks need.
 */
class LeastPrivilegeLockTests {

	/** What the scripts of locks call. */
	private static final List<String> COMMANDS = List.of("time", "del", "exists", "get", "hdel", "hget", "hset",
			"pexpire", "pttl", "publish", "set", "unlink", "zadd", "zcard", "zcount", "zpopmin", "zrange", "zrank",
			"zrem", "zremrangebyrank", "zscore");

	private static RestrictedRedis redis;

	@BeforeAll
	static void start() {
		redis = new RestrictedRedis(LockContract.NAMESPACE, COMMANDS);
	}

	@AfterAll
	static void stop() {
		try {
			redis.checkThatNothingWasDenied();
		}
		finally {
			redis.close();
		}
	}

	@Nested
	class Mutex extends MutexTests {

		@Override
		public TestRedis redis() {
			return redis;
		}

	}

	@Nested
	class KeysMutex extends KeysMutexTests {

		@Override
		public TestRedis redis() {
			return redis;
		}

	}

	@Nested
	class FairMutex extends FairMutexTests {

		@Override
		public TestRedis redis() {
			return redis;
		}

	}

	@Nested
	class WriteLock extends WriteLockTests {

		@Override
		public TestRedis redis() {
			return redis;
		}

	}

	@Nested
	class ReadLock extends ReadLockTests {

		@Override
		public TestRedis redis() {
			return redis;
		}

	}

	@Nested
	class Semaphore extends SemaphoreTests {

		@Override
		public TestRedis redis() {
			return redis;
		}

	}

}
