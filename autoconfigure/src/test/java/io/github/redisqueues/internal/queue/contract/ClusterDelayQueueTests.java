package io.github.redisqueues.internal.queue.contract;

import io.github.redisqueues.testing.RedisTestCluster;
import io.github.redisqueues.testing.TestRedis;

class ClusterDelayQueueTests extends DelayQueueTests {

	@Override
	public TestRedis redis() {
		return RedisTestCluster.shared();
	}

}
