package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.github.redisqueues.listener.TimeLimitExceeded;
import io.github.redisqueues.queue.Backoff;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Handlers that take longer than they may.
 */
@Timeout(60)
class TimeLimitTests {

	private static final Duration LIMIT = Duration.ofMillis(200);

	private ListenerProcess process;

	private RedisQueue<String> queue;

	@BeforeEach
	void begin() {
		this.process = new ListenerProcess(RedisTestServer.shared());
		this.queue = this.process.queue((settings) -> settings.leaseTime(Duration.ofMillis(800))
			.maxAttempts(2)
			.backoff(new Backoff(Duration.ZERO, 1, Duration.ZERO)));
	}

	@AfterEach
	void end() {
		this.process.close();
	}

	@Test
	void interruptsTheHandlerAndCountsItAsAFailure() {
		AtomicReference<Throwable> seen = new AtomicReference<>();
		this.queue.sendAll(List.of("slow", "quick"));
		Queue<String> handled = new ConcurrentLinkedQueue<>();
		this.process.listen(this.queue, (delivery) -> {
			handled.add(delivery.payload() + delivery.attempt());
			if (delivery.payload().equals("slow")) {
				new CountDownLatch(1).await();
			}
		}, (settings) -> settings.timeLimit(LIMIT).errorHandler((delivery, failure, suggested) -> {
			seen.set(failure);
			return suggested;
		}));
		await().untilAsserted(() -> assertThat(this.queue.deadLetters().size()).isEqualTo(1));
		await().untilAsserted(() -> assertThat(handled).containsExactly("slow1", "slow2", "quick1"));
		assertThat(seen.get()).isInstanceOf(TimeLimitExceeded.class)
			.hasMessageContaining("200 ms")
			.hasCauseInstanceOf(InterruptedException.class);
		assertThat(this.queue.deadLetters().browse(0, 1).get(0).reason())
			.startsWith("max-attempts: " + TimeLimitExceeded.class.getName());
		await().untilAsserted(() -> assertThat(this.queue.size()).isZero());
	}

	@Test
	void letsAnotherWorkerHaveWhatAHandlerDoesNotLetGo() {
		CountDownLatch release = new CountDownLatch(1);
		Queue<Integer> attempts = new ConcurrentLinkedQueue<>();
		this.process.listen(this.queue, (delivery) -> {
			attempts.add(delivery.attempt());
			if (delivery.attempt() == 1) {
				awaitStubbornly(release);
			}
		}, (settings) -> settings.timeLimit(LIMIT).concurrency(2));
		this.queue.send("stubborn");
		await().untilAsserted(() -> assertThat(attempts).containsExactly(1, 2));
		await().untilAsserted(() -> assertThat(this.queue.size()).isZero());
		release.countDown();
		this.queue.sendAll(List.of("a", "b", "c"));
		await().untilAsserted(() -> assertThat(attempts).containsExactly(1, 2, 1, 1, 1));
		await().untilAsserted(() -> this.process.invariant(this.queue).checkEmpty());
	}

	@Test
	void acknowledgesAHandlerThatReturnsInSpiteOfTheInterrupt() {
		Queue<Integer> attempts = new ConcurrentLinkedQueue<>();
		this.queue.send("late");
		this.process.listen(this.queue, (delivery) -> {
			attempts.add(delivery.attempt());
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				// Done enough
			}
		}, (settings) -> settings.timeLimit(LIMIT));
		await().untilAsserted(() -> this.process.invariant(this.queue).checkEmpty());
		assertThat(attempts).containsExactly(1);
	}

	@Test
	void countsFromTheBeginningOfEachCall() {
		Queue<Boolean> interrupted = new ConcurrentLinkedQueue<>();
		CountDownLatch never = new CountDownLatch(1);
		this.process.listen(this.queue, (delivery) -> {
			boolean end = never.await(LIMIT.toMillis() / 2, TimeUnit.MILLISECONDS);
			interrupted.add(end || Thread.currentThread().isInterrupted());
		}, (settings) -> settings.timeLimit(LIMIT));
		this.queue.sendAll(List.of("a", "b", "c", "d", "e", "f"));
		await().untilAsserted(() -> this.process.invariant(this.queue).checkEmpty());
		assertThat(interrupted).hasSize(6).containsOnly(false);
	}

	@Test
	void interruptsInTimeThoughRedisDoesNotAnswer() throws Exception {
		CountDownLatch interrupted = new CountDownLatch(1);
		CountDownLatch begun = new CountDownLatch(1);
		try (RedisTestServer server = RedisTestServer.start();
				ListenerProcess hanging = new ListenerProcess(server,
						server.connectionFactory(Duration.ofSeconds(20)))) {
			RedisQueue<String> leased = hanging.queue((settings) -> settings.leaseTime(Duration.ofMillis(600)));
			leased.send("slow");
			hanging.listen(leased, (delivery) -> {
				begun.countDown();
				try {
					new CountDownLatch(1).await();
				}
				catch (InterruptedException ex) {
					interrupted.countDown();
				}
			}, (settings) -> settings.timeLimit(Duration.ofSeconds(1)));
			begun.await();
			// The renewal that is due before the limit is reached waits for an answer
			server.pause();
			try {
				assertThat(interrupted.await(4, TimeUnit.SECONDS)).isTrue();
			}
			finally {
				server.unpause();
			}
		}
	}

	private static void awaitStubbornly(CountDownLatch latch) {
		while (latch.getCount() > 0) {
			try {
				latch.await();
			}
			catch (InterruptedException ex) {
				// That is what stubborn means
			}
		}
	}

}
