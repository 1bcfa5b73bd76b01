package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.redisqueues.listener.Concurrency;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.queue.LimitChange;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.RespConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A range of workers whose handlers are slow: as long as it is not full, one of them
 * waits for messages.
 */
@Timeout(60)
class RangeTests {

	private final CountDownLatch release = new CountDownLatch(1);

	private final AtomicInteger begun = new AtomicInteger();

	private final ListenerProcess process = new ListenerProcess(RedisTestServer.shared());

	private final RedisQueue<String> queue = this.process.queue();

	@AfterEach
	void end() {
		this.release.countDown();
		this.process.close();
	}

	@Test
	void growsWithEachMessageThatIsSentWhileTheOthersWork() {
		QueueListenerContainer<String> container = listen();
		awaitWaiter();
		for (int sent = 1; sent <= 4; sent++) {
			this.queue.send("m" + sent);
			awaitBegun(sent);
		}
		assertThat(container.workers()).isEqualTo(4);
		this.queue.send("one too many");
		finish();
		assertThat(this.begun).hasValue(5);
	}

	@Test
	void growsIfTheRangeBecomesWiderWhileAllWork() {
		this.queue.limits().change(LimitChange.none().concurrency(1));
		QueueListenerContainer<String> container = listen();
		this.queue.send("m1");
		awaitBegun(1);
		this.queue.limits().withdraw();
		this.queue.send("m2");
		awaitBegun(2);
		this.queue.send("m3");
		awaitBegun(3);
		this.queue.limits().change(LimitChange.none().concurrency(1));
		finish();
		await().until(() -> container.workers() == 1);
	}

	@Test
	void takesAMessageThatIsSentLongAfterTheOthersBegan() {
		QueueListenerContainer<String> container = listen();
		this.queue.send("m1");
		awaitBegun(1);
		awaitWaiter();
		double idleSince = calledAt();
		// A worker that finds nothing for five seconds ends if another one waits
		await().atMost(Duration.ofSeconds(20)).until(() -> container.workers() == 1 || calledAt() > idleSince + 5_000);
		this.queue.send("m2");
		awaitBegun(2);
		assertThat(container.workers()).isBetween(2, 3);
		this.release.countDown();
		await().atMost(Duration.ofSeconds(30)).until(() -> container.workers() == 1);
		finish();
	}

	private QueueListenerContainer<String> listen() {
		return this.process.listen(this.queue, (delivery) -> {
			this.begun.incrementAndGet();
			this.release.await();
		}, (settings) -> settings.concurrency(Concurrency.parse("1-4")));
	}

	private void awaitWaiter() {
		await().until(() -> redis().number("ZCARD", waiters()) == 1);
	}

	private void awaitBegun(int count) {
		await().atMost(BlockedCall.AT_ONCE).until(() -> this.begun.get() == count);
	}

	/**
	 * When the one process last called that waits, in milliseconds.
	 */
	private double calledAt() {
		return redis().list("ZRANGE", waiters(), 0, 0, "WITHSCORES")
			.stream()
			.skip(1)
			.mapToDouble((score) -> Double.parseDouble(new String(score)))
			.findFirst()
			.orElse(0);
	}

	private String waiters() {
		return this.process.invariant(this.queue).key("waiters");
	}

	private static RespConnection redis() {
		return RedisTestServer.shared().connection();
	}

	private void finish() {
		this.release.countDown();
		await().untilAsserted(() -> this.process.invariant(this.queue).checkEmpty());
	}

}
