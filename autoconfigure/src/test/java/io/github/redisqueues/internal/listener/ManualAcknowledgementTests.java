package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.listener.Acknowledgement;
import io.github.redisqueues.listener.ListenerSettings;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.queue.Backoff;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Messages that are settled by somebody else than the container, or are not settled at
 * all, or cannot be read.
 */
@Timeout(60)
class ManualAcknowledgementTests {

	private static final Duration LEASE = Duration.ofMillis(400);

	private ListenerProcess process;

	private RedisQueue<String> queue;

	@BeforeEach
	void begin() {
		this.process = new ListenerProcess(RedisTestServer.shared());
		this.queue = this.process.queue((settings) -> settings.leaseTime(LEASE)
			.maxAttempts(3)
			.backoff(new Backoff(Duration.ZERO, 1, Duration.ZERO)));
	}

	@AfterEach
	void end() {
		this.process.close();
	}

	@Test
	void acknowledgesLaterFromAnotherThread() throws Exception {
		RedisQueue<String> patient = this.process.queue((settings) -> settings.leaseTime(Duration.ofSeconds(30)));
		BlockingQueue<Delivery<String>> deliveries = new LinkedBlockingQueue<>();
		QueueListenerContainer<String> container = this.process.listen(patient, deliveries::add, manual());
		patient.sendAll(List.of("a", "b", "c"));
		for (int i = 0; i < 3; i++) {
			Delivery<String> delivery = deliveries.poll(10, TimeUnit.SECONDS);
			assertThat(delivery.attempt()).isEqualTo(1);
			await().untilAsserted(() -> assertThat(container.inFlight()).isZero());
			assertThat(delivery.ack()).isTrue();
		}
		this.process.invariant(patient).checkEmpty();
	}

	@Test
	void deliversAgainWhatNobodySettles() {
		Queue<Integer> attempts = new ConcurrentLinkedQueue<>();
		this.process.listen(this.queue, (delivery) -> {
			attempts.add(delivery.attempt());
			if (delivery.attempt() == 3) {
				delivery.ack();
			}
		}, manual());
		this.queue.send("a");
		await().untilAsserted(() -> assertThat(attempts).containsExactly(1, 2, 3));
		await().untilAsserted(() -> this.process.invariant(this.queue).checkEmpty());
	}

	@Test
	void leavesAFailureAfterTheAcknowledgementAlone() {
		Queue<String> handled = new ConcurrentLinkedQueue<>();
		this.process.listen(this.queue, (delivery) -> {
			handled.add(delivery.payload());
			delivery.ack();
			throw new IllegalStateException("after the acknowledgement");
		}, manual());
		this.queue.sendAll(List.of("a", "b"));
		await().untilAsserted(() -> assertThat(handled).containsExactly("a", "b"));
		await().untilAsserted(() -> this.process.invariant(this.queue).checkEmpty());
		assertThat(handled).hasSize(2);
	}

	@Test
	void settlesAFailureThatTheHandlerHasNotSettled() {
		Queue<Integer> attempts = new ConcurrentLinkedQueue<>();
		this.process.listen(this.queue, (delivery) -> {
			attempts.add(delivery.attempt());
			throw new IllegalStateException("before the acknowledgement");
		}, manual());
		this.queue.send("a");
		await().untilAsserted(() -> assertThat(this.queue.deadLetters().size()).isEqualTo(1));
		assertThat(attempts).containsExactly(1, 2, 3);
	}

	@Test
	void letsTheHandlerSettleEachWayThoughTheContainerWould() {
		this.process.listen(this.queue, (delivery) -> {
			switch (delivery.payload()) {
				case "nack" -> assertThat(delivery.nack(Duration.ofHours(1))).isTrue();
				case "retry" -> assertThat((delivery.attempt() == 1) ? delivery.retry() : delivery.ack()).isTrue();
				case "reject" -> assertThat(delivery.reject("by hand")).isTrue();
				default -> assertThat(delivery.ack()).isTrue();
			}
		}, UnaryOperator.identity());
		this.queue.sendAll(List.of("nack", "retry", "reject", "ack"));
		await().untilAsserted(() -> assertThat(this.queue.stats()).satisfies((stats) -> {
			assertThat(stats.delayed()).isEqualTo(1);
			assertThat(stats.dead()).isEqualTo(1);
			assertThat(stats.ready() + stats.inFlight()).isZero();
		}));
		assertThat(this.queue.deadLetters().browse(0, 1).get(0).reason()).isEqualTo("by hand");
		this.process.invariant(this.queue).check();
	}

	@Test
	void repeatsOfABatchOnlyWhatWasNotSettled() {
		Queue<String> handled = new ConcurrentLinkedQueue<>();
		this.queue.sendAll(List.of("a", "b", "c", "d"));
		this.process.listenToBatches(this.queue, (deliveries) -> {
			for (Delivery<String> delivery : deliveries) {
				handled.add(delivery.payload() + delivery.attempt());
				if (delivery.payload().equals("c") && delivery.attempt() == 1) {
					throw new IllegalStateException("in the middle");
				}
				assertThat(delivery.ack()).isTrue();
			}
		}, (settings) -> settings.batchSize(4));
		await().untilAsserted(() -> this.process.invariant(this.queue).checkEmpty());
		assertThat(handled).containsExactly("a1", "b1", "c1", "c1", "d1", "c2");
	}

	@Test
	void acknowledgesTheRestOfABatch() {
		Queue<Integer> sizes = new ConcurrentLinkedQueue<>();
		this.queue.sendAll(List.of("a", "b", "c", "d"));
		this.process.listenToBatches(this.queue, (deliveries) -> {
			sizes.add(deliveries.size());
			deliveries.stream()
				.filter((delivery) -> delivery.payload().equals("b") && delivery.attempt() == 1)
				.forEach(Delivery::nack);
		}, (settings) -> settings.batchSize(4));
		await().untilAsserted(() -> assertThat(sizes).containsExactly(4, 1));
		await().untilAsserted(() -> this.process.invariant(this.queue).checkEmpty());
	}

	@Test
	void buriesWhatCannotBeReadAndHandsOutTheRest() {
		try (DefaultRedisQueueFactory factory = new DefaultRedisQueueFactory(
				RedisTestServer.shared().connectionFactory(), new JsonPayloadConverter(), ListenerProcess.NAMESPACE)) {
			RedisQueue<byte[]> careless = factory
				.create(QueueSettings.builder(this.queue.name(), byte[].class).build());
			careless.sendAll(List.of("\"a\"".getBytes(), "no json".getBytes(), "[1, 2]".getBytes(), "\"b\"".getBytes(),
					new byte[] { '"', -1, '"' }, "null".getBytes()));
		}
		Queue<Integer> sizes = new ConcurrentLinkedQueue<>();
		Queue<String> handled = new ConcurrentLinkedQueue<>();
		QueueListenerContainer<String> container = this.process.listenToBatches(this.queue, (deliveries) -> {
			sizes.add(deliveries.size());
			deliveries.forEach((delivery) -> handled.add(delivery.payload()));
		}, (settings) -> settings.batchSize(3));
		await().untilAsserted(() -> assertThat(this.queue.deadLetters().size()).isEqualTo(4));
		await().untilAsserted(() -> assertThat(handled).containsExactly("a", "b"));
		await().untilAsserted(() -> assertThat(this.queue.size()).isZero());
		assertThat(sizes).as("no empty batch").doesNotContain(0);
		assertThat(container.inFlight()).isZero();
		assertThat(this.queue.deadLetters().browse(0, 10)).allSatisfy((letter) -> {
			assertThat(letter.reason()).startsWith("unreadable: ");
			assertThat(letter.attempts()).isEqualTo(3);
		}).anySatisfy((letter) -> assertThat(letter.bytes()).isEqualTo("no json".getBytes()));
	}

	private static UnaryOperator<ListenerSettings.Builder> manual() {
		return (settings) -> settings.acknowledgement(Acknowledgement.MANUAL);
	}

}
