package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;

import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.TestRedis;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The contract for queues that give out the oldest message first.
 */
class FifoQueueTests extends RedisQueueContract implements GroupContract, GroupDiagnosisContract, GroupOrderContract {

	FifoQueueTests() {
		super(QueueType.FIFO);
	}

	@Override
	public TestRedis redis() {
		return RedisTestServer.shared();
	}

	@Test
	void putsADueMessageBehindThoseThatWereReadyBefore() {
		RedisQueue<String> queue = queue();
		queue.send("due", SendOptions.defaults().delay(Duration.ofMillis(1)));
		queue.send("ready");
		Awaitility.await().until(() -> queue.stats().delayed() == 0);
		queue.send("last");
		assertThat(drain(queue)).containsExactly("ready", "due", "last");
	}

	@Test
	void putsARedrivenMessageBehindTheOthers() {
		RedisQueue<String> queue = queue();
		queue.send("dead");
		queue.receive().orElseThrow().reject("bad");
		queue.send("ready");
		queue.deadLetters().redrive(1);
		assertThat(drain(queue)).containsExactly("ready", "dead");
	}

}
