package io.github.redisqueues.internal.queue.contract;

import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.testing.RedisTestCluster;
import io.github.redisqueues.testing.TestRedis;

class ClusterLifoQueueTests extends RedisQueueFixture implements ClusterContract {

	ClusterLifoQueueTests() {
		super(QueueType.LIFO);
	}

	@Override
	public TestRedis redis() {
		return RedisTestCluster.shared();
	}

}
