package io.github.redisqueues.internal.listener;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.redisqueues.listener.Concurrency;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A range of workers whose handlers are slow.
 */
@Timeout(60)
class RangeTests {

	@Test
	void growsWithEachMessageThatIsSentWhileTheOthersWork() {
		CountDownLatch release = new CountDownLatch(1);
		AtomicInteger begun = new AtomicInteger();
		try (ListenerProcess process = new ListenerProcess(RedisTestServer.shared())) {
			RedisQueue<String> queue = process.queue();
			QueueListenerContainer<String> container = process.listen(queue, (delivery) -> {
				begun.incrementAndGet();
				release.await();
			}, (settings) -> settings.concurrency(Concurrency.parse("1-4")));
			String waiters = process.invariant(queue).key("waiters");
			await().until(() -> RedisTestServer.shared().connection().number("ZCARD", waiters) == 1);
			for (int sent = 1; sent <= 4; sent++) {
				queue.send("m" + sent);
				int count = sent;
				await().atMost(BlockedCall.AT_ONCE).until(() -> begun.get() == count);
			}
			assertThat(container.workers()).isEqualTo(4);
			queue.send("one too many");
			release.countDown();
			await().untilAsserted(() -> process.invariant(queue).checkEmpty());
			assertThat(begun).hasValue(5);
		}
		finally {
			release.countDown();
		}
	}

}
