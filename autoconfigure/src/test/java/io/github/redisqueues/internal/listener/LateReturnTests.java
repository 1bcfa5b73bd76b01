package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.FaultyProxy;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What returns, or arrives, when the container has already been told to end or to pause.
 */
@Timeout(60)
class LateReturnTests {

	private static final int WORKERS = 8;

	@Test
	void acknowledgesWhatReturnsTogetherAfterTheTimeToStopIsOver() throws Exception {
		try (ListenerProcess process = new ListenerProcess(RedisTestServer.shared())) {
			for (int round = 1; round <= 10; round++) {
				RedisQueue<String> queue = process.queue();
				CountDownLatch begun = new CountDownLatch(WORKERS);
				CountDownLatch release = new CountDownLatch(1);
				queue.sendAll(Collections.nCopies(WORKERS, "slow"));
				QueueListenerContainer<String> container = process.listen(queue, (delivery) -> {
					begun.countDown();
					awaitStubbornly(release);
				}, (settings) -> settings.concurrency(WORKERS).shutdownTimeout(Duration.ofMillis(20)));
				begun.await();
				container.stop();
				assertThat(queue.stats().inFlight()).isEqualTo(WORKERS);
				release.countDown();
				await().atMost(BlockedCall.AT_ONCE)
					.pollInterval(Duration.ofMillis(20))
					.untilAsserted(() -> process.invariant(queue).checkEmpty());
			}
		}
	}

	@Test
	void beginsNothingAfterAPauseButWhatAWorkerAlreadyHas() {
		int workers = 2;
		AtomicInteger begun = new AtomicInteger();
		RedisTestServer server = RedisTestServer.shared();
		try (FaultyProxy proxy = new FaultyProxy(server);
				ListenerProcess near = new ListenerProcess(server);
				ListenerProcess distant = new ListenerProcess(server, server.connectionFactory(Duration.ofSeconds(10),
						(configuration) -> configuration.setPort(proxy.port())))) {
			RedisQueue<String> queue = near.queue();
			proxy.delay(Duration.ofMillis(5));
			QueueListenerContainer<String> container = distant.listen(
					distant.queue(queue.name(), (settings) -> settings), (delivery) -> begun.incrementAndGet(),
					(settings) -> settings.concurrency(workers));
			for (int round = 1; round <= 20; round++) {
				queue.sendAll(Collections.nCopies(500, "m"));
				int enough = begun.get() + 100;
				await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> begun.get() >= enough);
				container.pause();
				int before = begun.get();
				await().pollInterval(Duration.ofMillis(10)).until(() -> queue.stats().inFlight() == 0);
				assertThat(begun.get() - before).as("in round %d", round).isLessThanOrEqualTo(workers);
				container.resume();
			}
			await().untilAsserted(() -> near.invariant(queue).checkEmpty());
			assertThat(begun).hasValue(20 * 500);
		}
	}

	private static void awaitStubbornly(CountDownLatch latch) {
		while (latch.getCount() > 0) {
			try {
				latch.await();
			}
			catch (InterruptedException ex) {
				// It returns late, whatever it is told
			}
		}
	}

}
