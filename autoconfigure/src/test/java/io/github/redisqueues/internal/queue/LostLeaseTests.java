package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.RedisOutcomeUnknownException;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.FaultyProxy;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An attempt is a delivery that reached a consumer. What a call has leased whose answer
 * was lost is given back by the next call of the same process, at once and uncounted.
 */
@Timeout(120)
class LostLeaseTests {

	private static final String SCRIPT = "EVALSHA";

	private final RedisTestServer server = RedisTestServer.start();

	private final FaultyProxy proxy = new FaultyProxy(this.server);

	private final TestQueues queues = new TestQueues(this.server);

	private final TestQueues impatient = new TestQueues(this.server, this.server
		.connectionFactory(Duration.ofMillis(500), (configuration) -> configuration.setPort(this.proxy.port())));

	@AfterEach
	void stop() {
		this.server.unpause();
		this.impatient.close();
		this.queues.close();
		this.proxy.close();
		this.server.close();
	}

	private RedisQueue<String> create(QueueType type, UnaryOperator<QueueSettings.Builder<String>> settings) {
		RedisQueue<String> queue = this.impatient.create(settings.apply(
				QueueSettings.builder("q" + UUID.randomUUID(), String.class).type(type).leaseTime(Duration.ofHours(1)))
			.build());
		// The first calls bring the scripts to the server
		queue.receive();
		return queue;
	}

	/**
	 * Makes a call that Redis executes and whose answer does not arrive.
	 */
	private void loseAnswer(Runnable call) {
		this.proxy.refuse();
		this.proxy.cutAfter(SCRIPT);
		assertThatExceptionOfType(RedisOutcomeUnknownException.class).isThrownBy(call::run);
		this.proxy.heal();
	}

	/**
	 * Repeats a call until the connection is back.
	 */
	private static <T> T retry(Callable<T> call) {
		return Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(20))
			.ignoreExceptionsInstanceOf(RedisCallFailedException.class)
			.until(call, (result) -> true);
	}

	@ParameterizedTest
	@EnumSource
	void costsNoAttemptAndNoTime(QueueType type) {
		costsNothing(create(type, (settings) -> settings.maxAttempts(1).maxInFlight(2)));
	}

	@Test
	void costsNoAttemptAndNoTimeIfTheLeaseIsShort() {
		costsNothing(create(QueueType.FIFO,
				(settings) -> settings.maxAttempts(1).maxInFlight(2).leaseTime(Duration.ofSeconds(9))));
	}

	private void costsNothing(RedisQueue<String> queue) {
		List<String> ids = queue.sendAll(List.of("a", "b"));
		for (int i = 0; i < 3; i++) {
			loseAnswer(() -> queue.receive(2, Duration.ZERO));
			assertThat(this.queues.invariant(queue).check().inFlight()).hasSize(2);
		}
		List<Delivery<String>> deliveries = retry(() -> queue.receive(2, Duration.ZERO));
		assertThat(deliveries).extracting(Delivery::id).containsExactlyInAnyOrderElementsOf(ids);
		assertThat(deliveries).allSatisfy((delivery) -> assertThat(delivery.attempt()).isEqualTo(1));
		this.queues.invariant(queue).check();
		assertThat(queue.ack(deliveries)).isEqualTo(2);
		assertThat(queue.stats()).extracting(QueueStats::ready, QueueStats::inFlight, QueueStats::dead)
			.containsExactly(0L, 0L, 0L);
	}

	@ParameterizedTest
	@EnumSource
	void costsNoAttemptAndNoTimeIfNoThreadWaited(QueueType type) {
		RedisQueue<String> queue = create(type, (settings) -> settings.maxAttempts(1).maxInFlight(1));
		List<String> ids = queue.sendAll(List.of("a"));
		for (int i = 0; i < 3; i++) {
			loseAnswer(() -> joined(queue.receiveAsync()));
			assertThat(this.queues.invariant(queue).check().inFlight()).hasSize(1);
		}
		Delivery<String> asynchronous = retry(() -> joined(queue.receiveAsync())).orElseThrow();
		assertThat(asynchronous.id()).isEqualTo(ids.get(0));
		assertThat(asynchronous.attempt()).isEqualTo(1);
		assertThat(asynchronous.ack()).isTrue();
		queue.send("b");
		loseAnswer(() -> joined(queue.receiveAsync(Duration.ofSeconds(30))));
		Delivery<String> waiting = retry(() -> queue.receive()).orElseThrow();
		assertThat(waiting.payload()).isEqualTo("b");
		assertThat(waiting.attempt()).isEqualTo(1);
		assertThat(waiting.ack()).isTrue();
		this.queues.invariant(queue).checkEmpty();
	}

	/**
	 * Waits, and throws as the blocking call does.
	 */
	private static <T> T joined(CompletableFuture<T> future) {
		try {
			return future.join();
		}
		catch (CompletionException ex) {
			throw (RuntimeException) ex.getCause();
		}
	}

	@Test
	void isGivenBackByAPollByAnExchangeAndByAWaitingCall() {
		RedisQueue<String> queue = create(QueueType.FIFO, UnaryOperator.identity());
		ConsumableQueue<String> consumable = (ConsumableQueue<String>) queue;
		consumable.exchange(List.of(), 1, null);
		queue.poll();
		queue.send("a");
		loseAnswer(queue::receive);
		Optional<String> polled = retry(() -> queue.poll());
		assertThat(polled).contains("a");
		queue.send("b");
		loseAnswer(() -> consumable.exchange(List.of(), 1, null));
		assertThat(retry(() -> consumable.exchange(List.of(), 1, null)).deliveries()).singleElement()
			.satisfies((delivery) -> {
				assertThat(delivery.payload()).isEqualTo("b");
				assertThat(delivery.attempt()).isEqualTo(1);
				assertThat(delivery.nack()).isTrue();
			});
		loseAnswer(() -> queue.receive(Duration.ofSeconds(30)));
		Delivery<String> second = retry(() -> queue.receive(Duration.ofSeconds(30))).orElseThrow();
		assertThat(second.payload()).isEqualTo("b");
		assertThat(second.attempt()).as("the second delivery that reached a consumer").isEqualTo(2);
	}

	@Test
	void isGivenBackAlthoughTheCallIsExecutedAfterTheFirstSearch() {
		RedisQueue<String> queue = create(QueueType.FIFO, (settings) -> settings.maxAttempts(1));
		queue.send("a");
		this.server.command("CLIENT", "PAUSE", "1500", "ALL");
		assertThatExceptionOfType(RedisOutcomeUnknownException.class).isThrownBy(queue::receive);
		assertThatExceptionOfType(RedisOutcomeUnknownException.class).isThrownBy(queue::receive);
		Delivery<String> delivery = Awaitility.await()
			.ignoreExceptionsInstanceOf(RedisCallFailedException.class)
			.until(queue::receive, Optional::isPresent)
			.orElseThrow();
		assertThat(delivery.attempt()).isEqualTo(1);
		assertThat(delivery.ack()).isTrue();
		assertThat(queue.stats().dead()).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { 9, 3_600 })
	void leavesAloneWhatHasReachedAConsumer(int leaseSeconds) {
		RedisQueue<String> queue = create(QueueType.FIFO,
				(settings) -> settings.leaseTime(Duration.ofSeconds(leaseSeconds)));
		RedisQueue<String> ofAnother = this.queues.create(((ConsumableQueue<String>) queue).settings());
		Random random = new Random();
		long seed = random.nextLong();
		random.setSeed(seed);
		List<Delivery<String>> held = new ArrayList<>();
		int sent = 0;
		for (int round = 0; round < 8; round++) {
			int calls = random.nextInt(200);
			for (int i = 0; i < calls; i++) {
				queue.sendAll(List.of("m" + sent++, "m" + sent++));
				held.add(ofAnother.receive().orElseThrow());
				held.add(queue.receive().orElseThrow());
			}
			String lost = "lost" + round;
			queue.send(lost);
			loseAnswer(queue::receive);
			Delivery<String> again = retry(queue::receive).orElseThrow();
			assertThat(again.payload()).as("seed " + seed).isEqualTo(lost);
			assertThat(again.attempt()).isEqualTo(1);
			assertThat(again.ack()).isTrue();
			assertThat(queue.receive()).as("seed " + seed).isEmpty();
		}
		assertThat(held).hasSize(sent).as("seed " + seed).allSatisfy((delivery) -> assertThat(delivery.ack()).isTrue());
		this.queues.invariant(queue).check();
	}

	@Test
	void isGivenBackWhileOtherThreadsReceive() {
		RedisQueue<String> queue = create(QueueType.FIFO, UnaryOperator.identity());
		Set<String> payloads = new TreeSet<>();
		for (int i = 0; i < 1_000; i++) {
			payloads.add("m" + i);
		}
		queue.sendAll(payloads);
		List<BlockedCall<List<String>>> consumers = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			consumers.add(new BlockedCall<>(() -> consume(queue)));
		}
		for (int i = 0; i < 20; i++) {
			this.proxy.cutAfter(SCRIPT);
			this.proxy.cutAll();
		}
		List<String> consumed = new ArrayList<>();
		consumers.forEach((consumer) -> consumed.addAll(consumer.within(Duration.ofSeconds(60))));
		Awaitility.await().until(() -> {
			consumed.addAll(consume(queue));
			return retry(queue::stats).inFlight() == 0;
		});
		assertThat(consumed).containsExactlyInAnyOrderElementsOf(payloads);
		this.queues.invariant(queue).check();
	}

	/**
	 * Acknowledges each message at its first delivery.
	 */
	private static List<String> consume(RedisQueue<String> queue) {
		List<String> consumed = new ArrayList<>();
		for (int empty = 0; empty < 3;) {
			List<Delivery<String>> deliveries = retry(() -> queue.receive(3, Duration.ZERO));
			empty = deliveries.isEmpty() ? empty + 1 : 0;
			for (Delivery<String> delivery : deliveries) {
				assertThat(delivery.attempt()).isEqualTo(1);
				consumed.add(delivery.payload());
				retry(delivery::ack);
			}
		}
		return consumed;
	}

	@Test
	void givesAGroupBackInItsOrder() {
		RedisQueue<String> queue = create(QueueType.FIFO, UnaryOperator.identity());
		queue.sendAll(List.of("a", "b"), SendOptions.defaults().group("g"));
		loseAnswer(queue::receive);
		Delivery<String> first = retry(queue::receive).orElseThrow();
		assertThat(first.payload()).isEqualTo("a");
		assertThat(queue.receive()).isEmpty();
		assertThat(first.ack()).isTrue();
		assertThat(queue.poll()).contains("b");
		this.queues.invariant(queue).checkEmpty();
	}

}
