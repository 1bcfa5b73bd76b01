package io.github.redisqueues.internal.listener;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import io.github.redisqueues.listener.FailureAction;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Interrupts that are nobody's business but of the one who was interrupted.
 */
@Timeout(60)
class InterruptTests {

	private ListenerProcess process;

	private RedisQueue<String> queue;

	@BeforeEach
	void begin() {
		this.process = new ListenerProcess(RedisTestServer.shared());
		this.queue = this.process.queue();
	}

	@AfterEach
	void end() {
		this.process.close();
	}

	@Test
	void concernsNoLaterMessageWhenTheErrorHandlerLeavesOne() {
		List<String> payloads = IntStream.range(0, 1_000).mapToObj((i) -> "m" + i).toList();
		AtomicInteger calls = new AtomicInteger();
		AtomicInteger begunInterrupted = new AtomicInteger();
		this.queue.sendAll(payloads.subList(0, 500));
		this.queue.sendAll(payloads.subList(500, 1_000));
		DefaultQueueListenerContainer<String> container = this.process.listen(this.queue, (delivery) -> {
			if (Thread.currentThread().isInterrupted()) {
				begunInterrupted.incrementAndGet();
			}
			if (calls.incrementAndGet() % 20 == 0) {
				throw new IllegalStateException("planted");
			}
		}, (settings) -> settings.errorHandler((delivery, failure, suggested) -> {
			Thread.currentThread().interrupt();
			return FailureAction.acknowledge();
		}));
		await().untilAsserted(() -> this.process.invariant(this.queue).checkEmpty());
		await().untilAsserted(() -> assertThat(container.inFlight()).isZero());
		assertThat(calls).hasValue(1_000);
		assertThat(begunInterrupted).hasValue(0);
	}

	@Test
	void leavesAHandlerAloneWhenTheThreadThatStopsTheContainerHasOne() {
		CountDownLatch release = new CountDownLatch(1);
		AtomicInteger begun = new AtomicInteger();
		AtomicInteger interrupted = new AtomicInteger();
		this.queue.send("slow");
		DefaultQueueListenerContainer<String> container = this.process.listen(this.queue, (delivery) -> {
			begun.incrementAndGet();
			try {
				release.await();
			}
			catch (InterruptedException ex) {
				interrupted.incrementAndGet();
				release.await();
			}
		}, UnaryOperator.identity());
		await().until(() -> begun.get() == 1);
		BlockedCall<Boolean> stop = new BlockedCall<>(() -> {
			Thread.currentThread().interrupt();
			container.stop();
			return Thread.currentThread().isInterrupted();
		}).awaitParked(container::isStopping);
		assertThat(stop.isDone()).isFalse();
		release.countDown();
		assertThat(stop.atOnce()).as("the flag is set again").isTrue();
		assertThat(interrupted).hasValue(0);
		this.process.invariant(this.queue).checkEmpty();
	}

}
