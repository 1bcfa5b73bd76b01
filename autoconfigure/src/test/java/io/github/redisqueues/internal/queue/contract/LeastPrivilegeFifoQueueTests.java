package io.github.redisqueues.internal.queue.contract;

import io.github.redisqueues.testing.RestrictedRedis;
import io.github.redisqueues.testing.TestRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;

/**
 * The contract under a user who may do no more than a queue needs.
 */
class LeastPrivilegeFifoQueueTests extends FifoQueueTests {

	private final RestrictedRedis redis = new RestrictedRedis(NAMESPACE, QueueFixture.COMMANDS);

	@Override
	public TestRedis redis() {
		return this.redis;
	}

	@AfterEach
	void checkThatNothingWasDenied() {
		this.redis.checkThatNothingWasDenied();
	}

	@AfterAll
	void stop() {
		this.redis.close();
	}

}
