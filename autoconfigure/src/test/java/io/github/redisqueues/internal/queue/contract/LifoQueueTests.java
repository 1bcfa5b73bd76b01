package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.util.List;

import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.TestRedis;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The contract for queues that give out the youngest message first.
 */
class LifoQueueTests extends RedisQueueContract {

	LifoQueueTests() {
		super(QueueType.LIFO);
	}

	@Override
	public TestRedis redis() {
		return RedisTestServer.shared();
	}

	@Test
	void takesADueMessageNext() {
		RedisQueue<String> queue = queue();
		queue.send("due", SendOptions.defaults().delay(Duration.ofMillis(1)));
		queue.send("ready");
		Awaitility.await().until(() -> queue.stats().delayed() == 0);
		assertThat(drain(queue)).containsExactly("due", "ready");
	}

	@Test
	void takesWhatWasSentBetweenTwoTakes() {
		RedisQueue<String> queue = queue();
		queue.sendAll(List.of("a", "b"));
		assertThat(queue.poll()).contains("b");
		queue.send("c");
		assertThat(drain(queue)).containsExactly("c", "a");
	}

	@Test
	void takesAMessageSentAfterAReturnedOneFirst() {
		RedisQueue<String> queue = queue();
		queue.sendAll(List.of("a", "b"));
		queue.receive().orElseThrow().nack();
		queue.send("c");
		assertThat(drain(queue)).containsExactly("c", "b", "a");
	}

	@Test
	void refusesGroups() {
		RedisQueue<String> queue = queue();
		assertThatIllegalArgumentException().isThrownBy(() -> queue.send("a", SendOptions.defaults().group("g")))
			.withMessageContaining(queue.name())
			.withMessageContaining("LIFO")
			.withMessageContaining("option group");
		assertThat(queue.size()).isZero();
	}

}
