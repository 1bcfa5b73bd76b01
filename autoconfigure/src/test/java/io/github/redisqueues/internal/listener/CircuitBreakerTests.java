package io.github.redisqueues.internal.listener;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import io.github.redisqueues.listener.BatchFailure;
import io.github.redisqueues.listener.CircuitBreaker;
import io.github.redisqueues.listener.DoNotRetry;
import io.github.redisqueues.listener.FailureAction;
import io.github.redisqueues.listener.ListenerSettings;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.listener.RetryLater;
import io.github.redisqueues.queue.Backoff;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Listeners that pause while something that their handlers need is down.
 */
@Timeout(60)
class CircuitBreakerTests {

	private static final Duration SHORT = Duration.ofMillis(200);

	private static final Duration LONG = Duration.ofHours(1);

	private final Queue<String> tried = new ConcurrentLinkedQueue<>();

	private final Queue<String> handled = new ConcurrentLinkedQueue<>();

	private volatile boolean isDown = true;

	private ListenerProcess process;

	private RedisQueue<String> queue;

	@BeforeEach
	void begin() {
		this.process = new ListenerProcess(RedisTestServer.shared());
		this.queue = this.process
			.queue((settings) -> settings.maxAttempts(5).backoff(new Backoff(Duration.ZERO, 1, Duration.ZERO)));
	}

	@AfterEach
	void end() {
		this.process.close();
	}

	@Test
	void takesNoMessagesAfterFailuresInARow() {
		this.queue.sendAll(numbered(30));
		QueueListenerContainer<String> container = this.process.listen(this.queue, this::work, breaker(3, LONG));
		await().untilAsserted(() -> assertThat(this.tried).hasSize(3));
		await().untilAsserted(() -> assertThat(container.inFlight()).isZero());
		await().untilAsserted(() -> assertThat(this.queue.stats().inFlight()).isZero());
		assertThat(this.tried).hasSize(3);
		assertThat(this.queue.size()).isEqualTo(30);
		assertThat(container.isPaused()).as("by an operator").isFalse();
		this.process.invariant(this.queue).check();
	}

	@Test
	void triesOneMessageAtATimeUntilOneIsHandledAndBurnsNone() {
		this.queue.sendAll(numbered(30));
		AtomicInteger atOnce = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		this.process.listen(this.queue, (delivery) -> {
			if (this.tried.size() > 20) {
				most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
			}
			try {
				work(delivery);
			}
			finally {
				atOnce.decrementAndGet();
			}
		}, (settings) -> breaker(3, Duration.ofMillis(20)).apply(settings.concurrency(4)));
		await().untilAsserted(() -> assertThat(this.tried).hasSizeGreaterThan(60));
		assertThat(this.queue.size()).isEqualTo(30);
		assertThat(this.queue.deadLetters().size()).as("with 5 attempts each").isZero();
		this.isDown = false;
		await().untilAsserted(() -> assertThat(this.handled).containsExactlyInAnyOrderElementsOf(numbered(30)));
		await().untilAsserted(() -> this.process.invariant(this.queue).checkEmpty());
	}

	@Test
	void triesOneAtATimeThoughItTakesBatches() {
		this.queue.sendAll(numbered(30));
		Queue<Integer> sizes = new ConcurrentLinkedQueue<>();
		this.process.listenToBatches(this.queue, (deliveries) -> {
			sizes.add(deliveries.size());
			for (Delivery<String> delivery : deliveries) {
				work(delivery);
			}
		}, breaker(2, SHORT));
		await().untilAsserted(() -> assertThat(sizes).as("a batch, two of its messages, and tries")
			.hasSizeGreaterThan(5)
			.startsWith(10, 1, 1, 1));
		assertThat(this.queue.deadLetters().size()).isZero();
		this.isDown = false;
		await().untilAsserted(() -> this.process.invariant(this.queue).checkEmpty());
		assertThat(this.queue.deadLetters().size()).isZero();
	}

	@Test
	void startsTheCountAgainAfterASuccess() {
		this.queue.sendAll(List.of("bad1", "bad2", "good", "bad3", "bad4", "good"));
		this.process.listen(this.queue, (delivery) -> {
			this.tried.add(delivery.payload());
			if (delivery.payload().startsWith("bad") && delivery.attempt() == 1) {
				throw new RetryableException();
			}
		}, (settings) -> breaker(3, LONG).apply(settings)
			.errorHandler((delivery, failure, suggested) -> FailureAction.retryAfter(Duration.ofMillis(300))));
		await().untilAsserted(() -> this.process.invariant(this.queue).checkEmpty());
		assertThat(this.tried).hasSize(10);
	}

	@Test
	void startsTheCountAgainAfterASuccessWithinABatch() {
		this.queue.sendAll(numbered(100));
		this.process.listenToBatches(this.queue, (deliveries) -> {
			BatchFailure failure = new BatchFailure();
			for (int i = 0; i < deliveries.size(); i++) {
				if (i % 5 == 0 && deliveries.get(i).attempt() == 1) {
					failure.add(i, new RetryableException());
				}
			}
			failure.throwIfAny();
		}, breaker(3, LONG));
		await().untilAsserted(() -> this.process.invariant(this.queue).checkEmpty());
	}

	@Test
	void opensAfterFailuresInARowWithinABatch() {
		this.queue.sendAll(numbered(10));
		this.process.listenToBatches(this.queue, (deliveries) -> {
			this.tried.addAll(deliveries.stream().map(Delivery::payload).toList());
			BatchFailure failure = new BatchFailure();
			for (int i = 2; i < 5; i++) {
				failure.add(i, new RetryableException());
			}
			throw failure;
		}, breaker(3, LONG));
		await().untilAsserted(() -> assertThat(this.queue.stats().inFlight()).isZero());
		await().untilAsserted(() -> assertThat(this.queue.size()).isEqualTo(3));
		assertThat(this.tried).hasSize(10);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void countsOnlyFailuresOfItsClasses(boolean listed) {
		this.queue.sendAll(numbered(10));
		this.process.listen(this.queue, (delivery) -> {
			this.tried.add(delivery.payload());
			throw new IllegalStateException(new IOException("down"));
		}, (settings) -> settings.circuitBreaker(new CircuitBreaker(3, LONG,
				List.of(listed ? IOException.class : UnsupportedOperationException.class))));
		if (listed) {
			await().untilAsserted(() -> assertThat(this.queue.stats().inFlight()).isZero());
			await().untilAsserted(() -> assertThat(this.tried).hasSize(3));
		}
		else {
			await().untilAsserted(() -> assertThat(this.queue.deadLetters().size()).isEqualTo(10));
		}
	}

	@Test
	void doesNotCountWhatTheHandlerAskedFor() {
		this.queue.sendAll(numbered(10));
		this.process.listen(this.queue, (delivery) -> {
			if (delivery.attempt() == 1) {
				throw new RetryLater(Duration.ZERO);
			}
			throw new DoNotRetry("no use");
		}, breaker(1, LONG));
		await().untilAsserted(() -> assertThat(this.queue.deadLetters().browse(0, 20)).hasSize(10)
			.extracting(DeadLetter::reason)
			.containsOnly("no use"));
	}

	@Test
	void aPoisonMessageThatOpensItDoesNotBlockTheOthers() {
		this.queue.sendAll(List.of("poison", "a", "b"));
		this.process.listen(this.queue, (delivery) -> {
			this.tried.add(delivery.payload());
			if (delivery.payload().equals("poison")) {
				throw new RetryableException();
			}
			this.handled.add(delivery.payload());
		}, breaker(1, SHORT));
		await().untilAsserted(() -> assertThat(this.handled).containsExactly("a", "b"));
	}

	@Test
	void staysPausedIfAnOperatorPausesIt() {
		this.queue.sendAll(numbered(5));
		QueueListenerContainer<String> container = this.process.listen(this.queue, this::work, breaker(1, SHORT));
		await().untilAsserted(() -> assertThat(this.tried).isNotEmpty());
		container.pause();
		this.isDown = false;
		await().untilAsserted(() -> assertThat(container.inFlight()).isZero());
		assertThat(container.isPaused()).isTrue();
		container.resume();
		await().untilAsserted(() -> this.process.invariant(this.queue).checkEmpty());
	}

	@Test
	void stopsWhileItIsOpen() {
		this.queue.sendAll(numbered(5));
		QueueListenerContainer<String> container = this.process.listen(this.queue, this::work, breaker(1, LONG));
		await().untilAsserted(() -> assertThat(this.queue.stats().delayed()).isEqualTo(1));
		CountDownLatch stopped = new CountDownLatch(1);
		container.stop(stopped::countDown);
		await().until(() -> stopped.getCount() == 0);
		assertThat(this.queue.size()).isEqualTo(5);
		this.isDown = false;
		container.start();
		await().untilAsserted(() -> assertThat(this.handled).as("closed after a restart").hasSize(4));
		assertThat(this.queue.size()).isEqualTo(1);
	}

	@Test
	void refusesNonsense() {
		assertThatIllegalArgumentException().isThrownBy(() -> CircuitBreaker.after(0));
		assertThatIllegalArgumentException().isThrownBy(() -> new CircuitBreaker(1, Duration.ZERO, List.of()));
		assertThat(CircuitBreaker.after(5).openFor()).isEqualTo(Duration.ofSeconds(30));
	}

	private static UnaryOperator<ListenerSettings.Builder> breaker(int failures, Duration openFor) {
		return (settings) -> settings.circuitBreaker(new CircuitBreaker(failures, openFor, List.of()));
	}

	private void work(Delivery<String> delivery) {
		this.tried.add(delivery.payload());
		if (this.isDown) {
			throw new RetryableException();
		}
		this.handled.add(delivery.payload());
	}

	private static List<String> numbered(int count) {
		return IntStream.range(0, count).mapToObj((i) -> "m" + i).toList();
	}

	private static final class RetryableException extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

}
