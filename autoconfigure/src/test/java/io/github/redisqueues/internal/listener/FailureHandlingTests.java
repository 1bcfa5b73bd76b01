package io.github.redisqueues.internal.listener;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.github.redisqueues.listener.DoNotRetry;
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
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of a message whose handler throws.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class FailureHandlingTests {

	private static final Backoff AT_ONCE = new Backoff(Duration.ZERO, 1, Duration.ZERO);

	private ListenerProcess process;

	@BeforeEach
	void begin() {
		this.process = new ListenerProcess(RedisTestServer.shared());
	}

	@AfterEach
	void end() {
		this.process.close();
	}

	@Test
	void retriesUntilTheLastAttemptAndKeepsTheReason() {
		RedisQueue<String> queue = queue(3);
		String id = queue.send("bad");
		Queue<Integer> attempts = new ConcurrentLinkedQueue<>();
		this.process.listen(queue, (delivery) -> {
			attempts.add(delivery.attempt());
			throw new IllegalStateException("no stock", new IOException("disk full"));
		}, UnaryOperator.identity());
		DeadLetter<String> letter = awaitDead(queue);
		assertThat(attempts).containsExactly(1, 2, 3);
		assertThat(letter.id()).isEqualTo(id);
		assertThat(letter.attempts()).isEqualTo(3);
		assertThat(letter.reason()).startsWith("max-attempts: ")
			.contains("java.lang.IllegalStateException: no stock", "java.io.IOException: disk full",
					"\n\tat " + FailureHandlingTests.class.getName());
		this.process.invariant(queue).check();
	}

	@Test
	void waitsForTheBackoffBetweenAttempts() {
		RedisQueue<String> queue = this.process
			.queue((settings) -> settings.backoff(new Backoff(Duration.ofDays(100), 1, Duration.ofDays(100))));
		queue.sendAll(List.of("bad", "good"));
		Queue<String> handled = new ConcurrentLinkedQueue<>();
		this.process.listen(queue, (delivery) -> {
			handled.add(delivery.payload());
			failIfBad(delivery);
		}, UnaryOperator.identity());
		await().untilAsserted(() -> assertThat(handled).containsExactly("bad", "good"));
		await().untilAsserted(() -> assertThat(queue.stats().delayed()).isEqualTo(1));
		await().untilAsserted(() -> assertThat(queue.size()).isEqualTo(1));
		assertThat(queue.browse(0, 1).get(0).dueAt()).isPresent();
	}

	@Test
	void retriesWhenTheHandlerSays() {
		RedisQueue<String> queue = this.process
			.queue((settings) -> settings.backoff(new Backoff(Duration.ofDays(100), 1, Duration.ofDays(100))));
		queue.send("busy");
		Queue<Integer> attempts = new ConcurrentLinkedQueue<>();
		this.process.listen(queue, (delivery) -> {
			attempts.add(delivery.attempt());
			if (delivery.attempt() < 3) {
				throw new RuntimeException(new RetryLater(Duration.ofMillis(20)));
			}
		}, UnaryOperator.identity());
		await().untilAsserted(() -> assertThat(attempts).containsExactly(1, 2, 3));
		await().untilAsserted(() -> this.process.invariant(queue).checkEmpty());
	}

	@Test
	void countsARetryThatTheHandlerAskedForAsAnAttempt() {
		RedisQueue<String> queue = queue(2);
		queue.send("busy");
		this.process.listen(queue, (delivery) -> {
			throw new RetryLater(Duration.ZERO);
		}, UnaryOperator.identity());
		DeadLetter<String> letter = awaitDead(queue);
		assertThat(letter.attempts()).isEqualTo(2);
		assertThat(letter.reason()).startsWith("max-attempts: " + RetryLater.class.getName());
	}

	static Stream<Throwable> hopeless() {
		return Stream.of(new DoNotRetry("own words"), new DoNotRetry("own words", new IOException("a cause")),
				new DoNotRetry(new IOException("own words")), new DoNotRetry(null, new IOException("own words")),
				new RuntimeException("outer", new IllegalStateException("middle", new DoNotRetry("own words"))));
	}

	@ParameterizedTest
	@MethodSource("hopeless")
	void givesUpAtOnceInTheHandlersWords(Throwable failure) {
		RedisQueue<String> queue = queue(5);
		queue.send("hopeless");
		AtomicInteger calls = new AtomicInteger();
		this.process.listen(queue, (delivery) -> {
			calls.incrementAndGet();
			throw sneaky(failure);
		}, UnaryOperator.identity());
		DeadLetter<String> letter = awaitDead(queue);
		assertThat(letter.reason()).isEqualTo("own words");
		assertThat(letter.attempts()).isEqualTo(1);
		assertThat(calls).hasValue(1);
	}

	static Stream<Throwable> configured() {
		return Stream.of(new IOException("gone"), new FileNotFoundException("gone"),
				new IllegalStateException("outer", new FileNotFoundException("gone")));
	}

	@ParameterizedTest
	@MethodSource("configured")
	void givesUpAtOnceAfterExceptionsOfConfiguredClasses(Throwable failure) {
		RedisQueue<String> queue = queue(5);
		queue.send("hopeless");
		this.process.listen(queue, (delivery) -> {
			throw sneaky(failure);
		}, (settings) -> settings.doNotRetry(List.of(IOException.class)));
		DeadLetter<String> letter = awaitDead(queue);
		assertThat(letter.attempts()).isEqualTo(1);
		assertThat(letter.reason()).startsWith(failure.getClass().getName()).contains("gone", "\n\tat ");
	}

	static Stream<Throwable> hostile() {
		RuntimeException circular = new RuntimeException("circular");
		circular.initCause(new RuntimeException("tail", circular));
		return Stream.of(new StackOverflowError(), new NoClassDefFoundError("com/acme/Missing"),
				new AssertionError("not so"), new ThreadEnd(), new OutOfMemoryError("planted"), circular,
				new SpeechlessException(), new SpeechlessError(), new RuntimeException("x".repeat(2_000)),
				new RuntimeException("\ud800"), new InterruptedException("self"),
				new RetryLater(Duration.ofDays(10_001)), new RetryLater(Duration.ofSeconds(Long.MAX_VALUE)));
	}

	@ParameterizedTest
	@MethodSource("hostile")
	void survivesWhateverIsThrown(Throwable failure) {
		RedisQueue<String> queue = queue(2);
		QueueListenerContainer<String> container = this.process.listen(queue, (delivery) -> {
			if (delivery.payload().equals("bad")) {
				throw sneaky(failure);
			}
		}, UnaryOperator.identity());
		queue.sendAll(List.of("bad", "good"));
		await().atMost(Duration.ofSeconds(5))
			.untilAsserted(
					() -> assertThat(queue.stats().ready() + queue.stats().inFlight()).as("at work or to do").isZero());
		assertThat(queue.size() + queue.deadLetters().size()).as("delayed or dead").isEqualTo(1);
		assertThat(container.workers()).isEqualTo(1);
		await().untilAsserted(() -> assertThat(container.inFlight()).isZero());
		this.process.invariant(queue).check();
	}

	@Test
	void worksOnWithAThreadThatTheHandlerHasInterrupted() {
		RedisQueue<String> queue = queue(5);
		Queue<Boolean> flags = new ConcurrentLinkedQueue<>();
		this.process.listen(queue, (delivery) -> {
			flags.add(Thread.currentThread().isInterrupted());
			Thread.currentThread().interrupt();
			if (delivery.payload().equals("bad") && delivery.attempt() == 1) {
				throw new InterruptedException("by itself");
			}
		}, UnaryOperator.identity());
		queue.sendAll(List.of("a", "bad", "b"));
		await().untilAsserted(() -> assertThat(flags).hasSize(4));
		queue.send("c");
		await().untilAsserted(() -> assertThat(flags).hasSize(5).containsOnly(false));
		await().untilAsserted(() -> this.process.invariant(queue).checkEmpty());
	}

	@Test
	void worksOnWhenTheThreadIsInterruptedWhileItWaits() {
		RedisQueue<String> queue = queue(5);
		Queue<Thread> threads = new ConcurrentLinkedQueue<>();
		this.process.listen(queue, (delivery) -> threads.add(Thread.currentThread()), UnaryOperator.identity());
		queue.send("a");
		await().untilAsserted(() -> assertThat(threads).hasSize(1));
		for (int i = 0; i < 5; i++) {
			threads.element().interrupt();
			queue.send("b");
			int count = i + 2;
			await().atMost(Duration.ofSeconds(4)).untilAsserted(() -> assertThat(threads).hasSize(count));
		}
		assertThat(threads).containsOnly(threads.element());
	}

	@Test
	void saysWithoutAStackWhatTheHandlerMeant(CapturedOutput output) {
		RedisQueue<String> queue = queue(2);
		queue.sendAll(List.of("unknown", "busy"));
		this.process.listen(queue, (delivery) -> {
			if (delivery.payload().equals("unknown")) {
				throw new DoNotRetry("no such article");
			}
			throw new RetryLater(Duration.ZERO, "still open", null);
		}, UnaryOperator.identity());
		await().untilAsserted(() -> assertThat(queue.deadLetters().size()).isEqualTo(2));
		assertThat(output).contains("at attempt 1 of 2, so it is now a dead letter: no such article")
			.contains("at attempt 2 of 2, so it is now a dead letter: still open")
			.doesNotContain("is delivered again")
			.doesNotContain("\tat ");
	}

	@Test
	void showsTheStackOfWhatWentWrong(CapturedOutput output) {
		RedisQueue<String> queue = queue(1);
		queue.send("bad");
		this.process.listen(queue, (delivery) -> {
			throw new DoNotRetry("no such article", new IOException("disk full"));
		}, UnaryOperator.identity());
		awaitDead(queue);
		assertThat(output).contains("is now a dead letter", "disk full", "\tat ");
	}

	private RedisQueue<String> queue(int maxAttempts) {
		return this.process.queue((settings) -> settings.maxAttempts(maxAttempts).backoff(AT_ONCE));
	}

	private static DeadLetter<String> awaitDead(RedisQueue<String> queue) {
		await().untilAsserted(() -> assertThat(queue.deadLetters().size()).isEqualTo(1));
		assertThat(queue.size()).isZero();
		return queue.deadLetters().browse(0, 1).get(0);
	}

	private static void failIfBad(Delivery<String> delivery) {
		if (delivery.payload().equals("bad")) {
			throw new IllegalStateException("bad");
		}
	}

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> Exception sneaky(Throwable failure) throws T {
		throw (T) failure;
	}

	/**
	 * Neither an exception nor an error.
	 */
	private static final class ThreadEnd extends Throwable {

		private static final long serialVersionUID = 1L;

	}

	private static final class SpeechlessException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			throw new IllegalStateException("no message");
		}

	}

	private static final class SpeechlessError extends Error {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			throw new StackOverflowError();
		}

	}

}
