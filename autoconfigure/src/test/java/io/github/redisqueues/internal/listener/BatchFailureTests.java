package io.github.redisqueues.internal.listener;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.redisqueues.listener.Acknowledgement;
import io.github.redisqueues.listener.BatchFailure;
import io.github.redisqueues.listener.BatchHandler;
import io.github.redisqueues.listener.DoNotRetry;
import io.github.redisqueues.listener.FailureAction;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.listener.RetryLater;
import io.github.redisqueues.listener.TimeLimitExceeded;
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
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * A batch of which some messages fail: the others do not fail with them.
 */
@Timeout(60)
class BatchFailureTests {

	private static final String ILLEGAL_ARGUMENT = IllegalArgumentException.class.getName();

	private final Queue<String> handled = new ConcurrentLinkedQueue<>();

	private final Queue<Integer> sizes = new ConcurrentLinkedQueue<>();

	private ListenerProcess process;

	@BeforeEach
	void begin() {
		this.process = new ListenerProcess(RedisTestServer.shared());
	}

	@AfterEach
	void end() {
		this.process.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 5 })
	void killsOnlyThePoisonMessages(int maxAttempts) {
		RedisQueue<String> queue = queue(maxAttempts);
		queue.sendAll(List.of("a", "b", "bad1", "c", "d", "e", "bad2", "f", "g", "h"));
		listen(queue, this::failIfAnyIsBad);
		awaitDead(queue, "bad1", "bad2");
		assertThat(Set.copyOf(this.handled)).containsExactlyInAnyOrder("a1", "b1", "c1", "d1", "e1", "f1", "g1", "h1");
		assertThat(this.sizes).contains(10);
		assertThat(queue.deadLetters().browse(0, 10)).allSatisfy((letter) -> {
			assertThat(letter.attempts()).isEqualTo(maxAttempts);
			assertThat(letter.reason()).startsWith("max-attempts: java.lang.IllegalStateException: bad");
		});
	}

	@Test
	void handlesABatchAgainWithinTheSameAttempt() {
		RedisQueue<String> queue = queue(2);
		queue.sendAll(List.of("a", "bad", "b"));
		listen(queue, this::failIfAnyIsBad);
		awaitDead(queue, "bad");
		assertThat(this.sizes).as("the batch, its messages, and the second attempt").containsExactly(3, 1, 1, 1, 1);
	}

	@Test
	void rejectsOnlyTheMessageThatTheHandlerRejects() {
		RedisQueue<String> queue = queue(5);
		queue.sendAll(numbered(10));
		listen(queue, (deliveries) -> {
			for (Delivery<String> delivery : deliveries) {
				switch (delivery.payload()) {
					case "m3" -> throw new DoNotRetry("unknown article");
					case "m5" -> throw new RetryLater(Duration.ofDays(1));
					case "m7" -> throw new IllegalStateException(new IOException("configured"));
					case "m8" -> throw new UnsupportedOperationException("by the error handler");
					default -> note(List.of(delivery));
				}
			}
		});
		awaitDead(queue, "m3", "m7", "m8");
		assertThat(reasons(queue)).containsEntry("m3", "unknown article")
			.containsEntry("m8", "decided")
			.hasEntrySatisfying("m7", (reason) -> assertThat(reason).contains("configured"));
		assertThat(queue.stats().delayed()).as("m5, which is retried later").isEqualTo(1);
		assertThat(queue.size()).isEqualTo(1);
		assertThat(Set.copyOf(this.handled)).containsExactlyInAnyOrder("m01", "m11", "m21", "m41", "m61", "m91");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void asksTheHandlerWhichMessagesFailed(boolean byIndex) {
		RedisQueue<String> queue = queue(1);
		queue.sendAll(numbered(10));
		listen(queue, (deliveries) -> {
			note(deliveries);
			BatchFailure failures = new BatchFailure();
			for (int i = 0; i < deliveries.size(); i++) {
				Delivery<String> delivery = deliveries.get(i);
				Throwable cause = Map
					.<String, Throwable>of("m2", new IllegalStateException("bad"), "m4",
							new DoNotRetry("unknown article"), "m9", new RetryLater(Duration.ofDays(1)))
					.get(delivery.payload());
				if (cause != null) {
					assertThat(byIndex ? failures.add(i, cause) : failures.add(delivery, cause)).isSameAs(failures);
				}
			}
			failures.throwIfAny();
		});
		awaitDead(queue, "m2", "m4", "m9");
		assertThat(this.sizes).as("called once").containsExactly(10);
		assertThat(reasons(queue)).containsEntry("m4", "unknown article");
		assertThat(queue.size()).isZero();
	}

	@Test
	void findsTheNamesOfFailedMessagesInACause() {
		RedisQueue<String> queue = queue(1);
		queue.sendAll(numbered(3));
		listen(queue, (deliveries) -> {
			note(deliveries);
			throw new IllegalStateException("wrapped", new BatchFailure().add(1, new IOException("bad")));
		});
		awaitDead(queue, "m1");
		assertThat(this.sizes).containsExactly(3);
	}

	@Test
	void handlesOneByOneIfTheHandlerNamesAMessageThatIsNotThere() {
		RedisQueue<String> queue = queue(1);
		queue.sendAll(numbered(3));
		listen(queue, (deliveries) -> {
			note(deliveries);
			throw new BatchFailure().add(1, new IOException("bad")).add(7, new IOException("nobody"));
		});
		awaitDead(queue, "m0", "m1", "m2");
		assertThat(this.sizes).containsExactly(3, 1, 1, 1);
	}

	@Test
	void handlesOneByOneIfTheHandlerNamesNoMessage() {
		RedisQueue<String> queue = queue(1);
		queue.sendAll(numbered(3));
		listen(queue, (deliveries) -> {
			note(deliveries);
			if (deliveries.size() > 1) {
				throw new BatchFailure();
			}
		});
		await().untilAsserted(() -> this.process.invariant(queue).checkEmpty());
		assertThat(this.sizes).containsExactly(3, 1, 1, 1);
	}

	@Test
	void saysThatTheHandlerNamesNoMessage() {
		RedisQueue<String> queue = queue(2);
		queue.sendAll(numbered(2));
		listen(queue, (deliveries) -> {
			note(deliveries);
			throw new IllegalStateException("wrapped", new BatchFailure());
		});
		awaitDead(queue, "m0", "m1");
		assertThat(reasons(queue).values())
			.allSatisfy((reason) -> assertThat(reason).startsWith("max-attempts: " + ILLEGAL_ARGUMENT)
				.contains("'listener'", "threw a BatchFailure that names no message", "throwIfAny()"));
	}

	@Test
	void saysWhichMessageIsNotThere() {
		RedisQueue<String> queue = queue(1);
		queue.sendAll(List.of("by index", "by delivery"));
		Queue<Delivery<String>> all = new ConcurrentLinkedQueue<>();
		listen(queue, (deliveries) -> {
			all.addAll(deliveries);
			if (deliveries.get(0).payload().equals("by index")) {
				throw new BatchFailure().add(0, new IOException("bad")).add(7, new IOException("nobody"));
			}
			throw new BatchFailure().add(Objects.requireNonNull(all.peek()), new IOException("another one"));
		});
		awaitDead(queue, "by index", "by delivery");
		assertThat(reasons(queue).get("by index")).startsWith("max-attempts: " + ILLEGAL_ARGUMENT)
			.contains("names index 7 of a batch of 1");
		assertThat(reasons(queue).get("by delivery")).startsWith("max-attempts: " + ILLEGAL_ARGUMENT)
			.contains("names message '" + Objects.requireNonNull(all.peek()).id() + "', which is not in the batch");
	}

	@ParameterizedTest
	@EnumSource(Acknowledgement.class)
	void leavesWhatTheHandlerHasSettled(Acknowledgement acknowledgement) {
		RedisQueue<String> queue = queue(1);
		queue.sendAll(numbered(6));
		this.process.listenToBatches(queue, (deliveries) -> {
			note(deliveries);
			for (Delivery<String> delivery : deliveries) {
				if (delivery.payload().equals("m3")) {
					throw new IllegalStateException("bad");
				}
				assertThat(delivery.ack()).isTrue();
			}
		}, (settings) -> settings.acknowledgement(acknowledgement));
		awaitDead(queue, "m3");
		assertThat(this.sizes).as("the batch, and those from m3 on").containsExactly(6, 1, 1, 1);
		assertThat(queue.size()).isZero();
	}

	@Test
	void blamesTheOnlyMessageThatIsNotSettled() {
		RedisQueue<String> queue = queue(1);
		queue.sendAll(numbered(3));
		listen(queue, (deliveries) -> {
			note(deliveries);
			deliveries.subList(0, 2).forEach(Delivery::ack);
			throw new IllegalStateException("bad");
		});
		awaitDead(queue, "m2");
		assertThat(this.sizes).containsExactly(3);
	}

	@Test
	void limitsTheTimeOfEachMessage() {
		RedisQueue<String> queue = queue(1);
		queue.sendAll(numbered(5));
		Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
		this.process.listenToBatches(queue, (deliveries) -> {
			note(deliveries);
			for (Delivery<String> delivery : deliveries) {
				if (delivery.payload().equals("m2")) {
					new CountDownLatch(1).await();
				}
			}
		}, (settings) -> settings.timeLimit(Duration.ofMillis(100)).errorHandler((delivery, failure, suggested) -> {
			failures.add(failure);
			return suggested;
		}));
		awaitDead(queue, "m2");
		assertThat(failures).singleElement().isInstanceOf(TimeLimitExceeded.class);
		assertThat(queue.size()).isZero();
	}

	@Test
	void namesTheTimeLimitForMessagesThatTheHandlerNamesAfterIt() {
		RedisQueue<String> queue = queue(1);
		queue.sendAll(numbered(5));
		this.process.listenToBatches(queue, (deliveries) -> {
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				throw new BatchFailure().add(4, ex);
			}
		}, (settings) -> settings.timeLimit(Duration.ofMillis(100)));
		awaitDead(queue, "m4");
		assertThat(reasons(queue).get("m4")).startsWith("max-attempts: " + TimeLimitExceeded.class.getName());
		assertThat(queue.size()).isZero();
	}

	@Test
	void renewsTheLeasesOfMessagesThatWaitForTheirTurn() {
		RedisQueue<String> queue = this.process
			.queue((settings) -> settings.maxAttempts(1).leaseTime(Duration.ofMillis(400)));
		queue.sendAll(numbered(8));
		listen(queue, (deliveries) -> {
			if (deliveries.size() > 1) {
				throw new IllegalStateException("bad");
			}
			String id = deliveries.get(0).id();
			this.handled.add(id);
			await().pollDelay(Duration.ofMillis(150)).until(() -> true);
		});
		await().untilAsserted(() -> this.process.invariant(queue).checkEmpty());
		assertThat(this.handled).hasSize(8).doesNotHaveDuplicates();
	}

	@Test
	void givesBackTheRestOfABatchWhenItStops() {
		RedisQueue<String> queue = queue(1);
		queue.sendAll(numbered(6));
		CountDownLatch inFirst = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		QueueListenerContainer<String> container = listen(queue, (deliveries) -> {
			if (deliveries.size() > 1) {
				throw new IllegalStateException("bad");
			}
			note(deliveries);
			inFirst.countDown();
			release.await();
		});
		await().until(() -> inFirst.getCount() == 0);
		CountDownLatch stopped = new CountDownLatch(1);
		container.stop(stopped::countDown);
		await().until(() -> container.workers() == 0);
		release.countDown();
		await().until(() -> stopped.getCount() == 0);
		assertThat(this.handled).containsExactly("m01");
		assertThat(queue.stats().ready()).isEqualTo(5);
		assertThat(queue.deadLetters().size()).isZero();
		assertThat(queue.receive().orElseThrow().attempt()).as("not counted").isEqualTo(1);
	}

	@Test
	void refusesANegativeIndexAndItself() {
		BatchFailure failures = new BatchFailure();
		assertThatIllegalArgumentException().isThrownBy(() -> failures.add(-1, new IOException()));
		assertThatIllegalArgumentException().isThrownBy(() -> failures.add(1, failures));
		assertThat(failures.isEmpty()).isTrue();
		failures.throwIfAny();
	}

	private RedisQueue<String> queue(int maxAttempts) {
		return this.process.queue(
				(settings) -> settings.maxAttempts(maxAttempts).backoff(new Backoff(Duration.ZERO, 1, Duration.ZERO)));
	}

	private QueueListenerContainer<String> listen(RedisQueue<String> queue, BatchHandler<String> handler) {
		return this.process.listenToBatches(queue, handler,
				(settings) -> settings.doNotRetry(List.of(IOException.class))
					.errorHandler((delivery, failure, suggested) -> (failure instanceof UnsupportedOperationException)
							? FailureAction.deadLetter("decided") : suggested));
	}

	private void failIfAnyIsBad(List<Delivery<String>> deliveries) {
		this.sizes.add(deliveries.size());
		List<String> done = new ArrayList<>();
		for (Delivery<String> delivery : deliveries) {
			if (delivery.payload().startsWith("bad")) {
				throw new IllegalStateException("bad");
			}
			done.add(delivery.payload() + delivery.attempt());
		}
		this.handled.addAll(done);
	}

	private void note(List<Delivery<String>> deliveries) {
		this.sizes.add(deliveries.size());
		deliveries.forEach((delivery) -> this.handled.add(delivery.payload() + delivery.attempt()));
	}

	private void awaitDead(RedisQueue<String> queue, String... payloads) {
		await().untilAsserted(() -> assertThat(queue.deadLetters().browse(0, 20)).extracting(DeadLetter::payload)
			.containsExactlyInAnyOrder(payloads));
		await().untilAsserted(() -> assertThat(queue.stats().ready() + queue.stats().inFlight()).isZero());
		this.process.invariant(queue).check();
	}

	private static Map<String, String> reasons(RedisQueue<String> queue) {
		return queue.deadLetters()
			.browse(0, 20)
			.stream()
			.collect(Collectors.toMap(DeadLetter::payload, DeadLetter::reason));
	}

	private static List<String> numbered(int count) {
		return IntStream.range(0, count).mapToObj((i) -> "m" + i).toList();
	}

}
