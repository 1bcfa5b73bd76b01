package io.github.redisqueues.internal.queue.contract;

import io.github.redisqueues.testing.RedisTestCluster;
import io.github.redisqueues.testing.TestRedis;

class ClusterPriorityQueueTests extends PriorityQueueTests {

	@Override
	public TestRedis redis() {
		return RedisTestCluster.shared();
	}

}
