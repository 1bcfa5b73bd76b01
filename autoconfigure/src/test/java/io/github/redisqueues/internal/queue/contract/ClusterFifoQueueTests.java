package io.github.redisqueues.internal.queue.contract;

import io.github.redisqueues.testing.RedisTestCluster;
import io.github.redisqueues.testing.TestRedis;

class ClusterFifoQueueTests extends FifoQueueTests {

	@Override
	public TestRedis redis() {
		return RedisTestCluster.shared();
	}

}
