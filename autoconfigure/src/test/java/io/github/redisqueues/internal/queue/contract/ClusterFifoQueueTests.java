package io.github.redisqueues.internal.queue.contract;

import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.testing.RedisTestCluster;
import io.github.redisqueues.testing.TestRedis;

class ClusterFifoQueueTests extends RedisQueueFixture
		implements ClusterContract, GroupContract, GroupDiagnosisContract {

	ClusterFifoQueueTests() {
		super(QueueType.FIFO);
	}

	@Override
	public TestRedis redis() {
		return RedisTestCluster.shared();
	}

}
