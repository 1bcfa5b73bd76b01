package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.github.redisqueues.listener.DoNotRetry;
import io.github.redisqueues.listener.ErrorHandler;
import io.github.redisqueues.listener.FailureAction;
import io.github.redisqueues.listener.RetryLater;
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
 * What an error handler can make of a failure.
 */
@Timeout(60)
class ErrorHandlerTests {

	private ListenerProcess process;

	private RedisQueue<String> queue;

	private final AtomicInteger calls = new AtomicInteger();

	@BeforeEach
	void begin() {
		this.process = new ListenerProcess(RedisTestServer.shared());
		this.queue = this.process
			.queue((settings) -> settings.maxAttempts(2).backoff(new Backoff(Duration.ZERO, 1, Duration.ZERO)));
	}

	@AfterEach
	void end() {
		this.process.close();
	}

	@Test
	void takesTheMessageForDone() {
		failWith((delivery, failure, suggested) -> FailureAction.acknowledge());
		await().untilAsserted(() -> this.process.invariant(this.queue).checkEmpty());
		assertThat(this.calls).hasValue(1);
	}

	@Test
	void givesTheMessageUpForAReasonOfItsOwn() {
		failWith((delivery, failure, suggested) -> FailureAction
			.deadLetter(delivery.id() + " because of " + failure.getMessage()));
		String id = awaitDead("");
		assertThat(this.queue.deadLetters().browse(0, 1).get(0).reason()).isEqualTo(id + " because of planted");
		assertThat(this.calls).hasValue(1);
	}

	@Test
	void delaysTheNextAttempt() {
		failWith((delivery, failure, suggested) -> FailureAction.retryAfter(Duration.ofDays(1)));
		await().untilAsserted(() -> assertThat(this.queue.stats().delayed()).isEqualTo(1));
		assertThat(this.queue.browse(0, 1).get(0).dueAt().orElseThrow())
			.isAfter(RedisTestServer.shared().serverTime().plus(Duration.ofHours(23)));
		assertThat(this.calls).hasValue(1);
	}

	@Test
	void asksForTheBackoffOfTheQueue() {
		failWith((delivery, failure, suggested) -> FailureAction.retry());
		awaitDead("max-attempts: ");
		assertThat(this.calls).hasValue(2);
	}

	@Test
	void isToldWhatWouldBeDoneWithoutIt() {
		AtomicReference<FailureAction> suggestion = new AtomicReference<>();
		this.queue.send("a");
		this.process.listen(this.queue, (delivery) -> {
			throw (delivery.attempt() == 1) ? new RetryLater(Duration.ofMillis(1)) : new DoNotRetry("hopeless");
		}, (settings) -> settings.errorHandler((delivery, failure, suggested) -> {
			suggestion.compareAndSet(null, suggested);
			return suggested;
		}));
		awaitDead("hopeless");
		assertThat(suggestion).hasValue(FailureAction.retryAfter(Duration.ofMillis(1)));
	}

	@Test
	void isNotFollowedWhenItFails() {
		failWith((delivery, failure, suggested) -> {
			throw new StackOverflowError("of the error handler");
		});
		awaitDead("max-attempts: java.lang.IllegalStateException: planted");
		assertThat(this.calls).hasValue(2);
	}

	@Test
	@SuppressWarnings("NullAway") // Not every application is checked for nulls
	void isNotFollowedWhenItReturnsNull() {
		failWith((delivery, failure, suggested) -> null);
		awaitDead("max-attempts: java.lang.IllegalStateException: planted");
		assertThat(this.calls).hasValue(2);
	}

	@Test
	void leavesWhatWasSuggestedWhenItFails() {
		failWith(new DoNotRetry("hopeless"), (delivery, failure, suggested) -> {
			throw new IllegalStateException("of the error handler");
		});
		awaitDead("hopeless");
		assertThat(this.calls).hasValue(1);
	}

	@Test
	@SuppressWarnings("NullAway") // Not every application is checked for nulls
	void leavesWhatWasSuggestedWhenItReturnsNull() {
		failWith(new DoNotRetry("hopeless"), (delivery, failure, suggested) -> null);
		awaitDead("hopeless");
		assertThat(this.calls).hasValue(1);
	}

	@Test
	void isNotFollowedWhenItAsksForTooMuch() {
		failWith((delivery, failure, suggested) -> FailureAction.retryAfter(Duration.ofDays(20_000)));
		await().untilAsserted(
				() -> assertThat(this.queue.stats().delayed() + this.queue.deadLetters().size()).isEqualTo(1));
		this.queue.send("next");
		await().untilAsserted(() -> assertThat(this.calls).hasValueGreaterThan(1));
	}

	@Test
	void maySettleTheMessageByItself() {
		failWith((delivery, failure, suggested) -> {
			assertThat(delivery.reject("settled by hand")).isTrue();
			return suggested;
		});
		awaitDead("settled by hand");
		assertThat(this.calls).hasValue(1);
	}

	@Test
	void hasTimeToTellSomebody() {
		RedisQueue<String> leased = this.process.queue((settings) -> settings.leaseTime(Duration.ofMillis(300)));
		leased.send("a");
		this.process.listen(leased, (delivery) -> {
			this.calls.incrementAndGet();
			throw new IllegalStateException("planted");
		}, (settings) -> settings.errorHandler((delivery, failure, suggested) -> {
			Instant later = RedisTestServer.shared().serverTime().plusSeconds(1);
			await().until(() -> RedisTestServer.shared().serverTime().isAfter(later));
			return FailureAction.deadLetter("told");
		}));
		await().untilAsserted(() -> assertThat(leased.deadLetters().size()).isEqualTo(1));
		assertThat(leased.deadLetters().browse(0, 1).get(0).reason()).isEqualTo("told");
		assertThat(this.calls).hasValue(1);
	}

	@Test
	void isNotAskedAboutWhatTheHandlerHasSettled() {
		AtomicInteger asked = new AtomicInteger();
		this.queue.sendAll(List.of("a", "b"));
		this.process.listen(this.queue, (delivery) -> {
			this.calls.incrementAndGet();
			assertThat(delivery.ack()).isTrue();
			throw new IllegalStateException("after the acknowledgement");
		}, (settings) -> settings.errorHandler((delivery, failure, suggested) -> {
			asked.incrementAndGet();
			return suggested;
		}));
		await().untilAsserted(() -> assertThat(this.calls).hasValue(2));
		await().untilAsserted(() -> this.process.invariant(this.queue).checkEmpty());
		assertThat(asked).hasValue(0);
	}

	private void failWith(ErrorHandler errorHandler) {
		failWith(new IllegalStateException("planted"), errorHandler);
	}

	private void failWith(RuntimeException planted, ErrorHandler errorHandler) {
		this.queue.send("a");
		this.process.listen(this.queue, (delivery) -> {
			this.calls.incrementAndGet();
			throw planted;
		}, (settings) -> settings.errorHandler(errorHandler));
	}

	private String awaitDead(String reason) {
		await().untilAsserted(() -> assertThat(this.queue.deadLetters().size()).isEqualTo(1));
		assertThat(this.queue.size()).isZero();
		assertThat(this.queue.deadLetters().browse(0, 1)).singleElement()
			.satisfies((letter) -> assertThat(Objects.requireNonNull(letter.reason())).startsWith(reason));
		return this.queue.deadLetters().browse(0, 1).get(0).id();
	}

}
