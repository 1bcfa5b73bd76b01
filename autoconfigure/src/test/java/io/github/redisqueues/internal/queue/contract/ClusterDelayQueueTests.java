package io.github.redisqueues.internal.queue.contract;

import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.testing.RedisTestCluster;
import io.github.redisqueues.testing.TestRedis;

class ClusterDelayQueueTests extends RedisQueueFixture
		implements ClusterContract, GroupContract, GroupDiagnosisContract {

	ClusterDelayQueueTests() {
		super(QueueType.DELAY);
	}

	@Override
	public TestRedis redis() {
		return RedisTestCluster.shared();
	}

}
