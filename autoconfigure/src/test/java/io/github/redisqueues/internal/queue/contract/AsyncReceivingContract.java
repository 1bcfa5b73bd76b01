package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.ReceiveOptions;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Receiving and acknowledging without blocking a thread.
 */
interface AsyncReceivingContract extends QueueFixture {

	Duration LONG_WAIT = Duration.ofSeconds(30);

	@Test
	default void receivesAndAcknowledgesWithoutBlocking() {
		RedisQueue<String> queue = queue();
		assertThat(result(queue.receiveAsync())).isEmpty();
		assertThat(result(queue.receiveAsync(Duration.ofMillis(50)))).isEmpty();
		List<String> order = asTaken(sendMany(queue, 5));
		Delivery<String> first = result(queue.receiveAsync()).orElseThrow();
		assertThat(first.payload()).isEqualTo(order.get(0));
		assertThat(first.attempt()).isEqualTo(1);
		assertThat(result(first.ackAsync())).isTrue();
		assertThat(result(first.ackAsync())).isFalse();
		List<Delivery<String>> others = result(
				queue.receiveAsync(ReceiveOptions.defaults().max(10).waitTime(LONG_WAIT)));
		assertThat(QueueFixture.payloads(others)).isEqualTo(order.subList(1, 5));
		assertThat(result(queue.ackAsync(List.of()))).isZero();
		assertThat(result(queue.ackAsync(others))).isEqualTo(4);
		assertThat(result(queue.ackAsync(others))).isZero();
		invariant(queue).checkEmpty();
	}

	@Test
	default void asyncCallsCheckTheirArgumentsInTheCaller() {
		RedisQueue<String> queue = queue();
		assertThatIllegalArgumentException().isThrownBy(() -> queue.receiveAsync(Duration.ofMillis(-1)));
		RedisQueue<String> other = queue();
		other.send("a");
		Delivery<String> foreign = other.receive().orElseThrow();
		assertThatIllegalArgumentException().isThrownBy(() -> queue.ackAsync(List.of(foreign)));
	}

	@Test
	default void manyWaitWithoutAThreadEachAndEachGetsAMessage() {
		RedisQueue<String> queue = queue();
		int waiting = 300;
		int threadsBefore = threads();
		List<CompletableFuture<Optional<Delivery<String>>>> futures = new ArrayList<>();
		for (int i = 0; i < waiting; i++) {
			futures.add(queue.receiveAsync(LONG_WAIT));
		}
		await().until(() -> isWaitedFor(queue));
		assertThat(threads() - threadsBefore).isLessThan(50);
		List<String> sent = sendMany(inOtherProcess(queue), waiting);
		Set<String> received = new HashSet<>();
		for (CompletableFuture<Optional<Delivery<String>>> future : futures) {
			Delivery<String> delivery = result(future).orElseThrow();
			assertThat(delivery.ack()).isTrue();
			received.add(delivery.payload());
		}
		assertThat(received).isEqualTo(Set.copyOf(sent));
		invariant(queue).checkEmpty();
	}

	@Test
	default void threadsAndFuturesWaitTogether() {
		RedisQueue<String> queue = queue();
		CompletableFuture<Optional<Delivery<String>>> first = queue.receiveAsync(LONG_WAIT);
		await().until(() -> isWaitedFor(queue));
		var thread = inThread(() -> queue.receive(LONG_WAIT).orElseThrow()).awaitParked(() -> true);
		CompletableFuture<Optional<Delivery<String>>> last = queue.receiveAsync(LONG_WAIT);
		inOtherProcess(queue).sendAll(List.of("a", "b", "c"));
		assertThat(Set.of(result(first).orElseThrow().payload(), thread.atOnce().payload(),
				result(last).orElseThrow().payload()))
			.containsExactlyInAnyOrder("a", "b", "c");
	}

	@Test
	default void aFutureWakesWhenAMessageFallsDueOrLosesItsLease() {
		RedisQueue<String> queue = queue((settings) -> settings.leaseTime(Duration.ofMillis(400)));
		CompletableFuture<Optional<Delivery<String>>> future = queue.receiveAsync(LONG_WAIT);
		await().until(() -> isWaitedFor(queue));
		inOtherProcess(queue).send("soon", SendOptions.defaults().delay(Duration.ofMillis(200)));
		assertThat(result(future).orElseThrow().attempt()).isEqualTo(1);
		assertThat(result(queue.receiveAsync(LONG_WAIT)).orElseThrow().attempt()).isEqualTo(2);
	}

	@Test
	default void aFutureHasALeaseOfItsOwn() {
		RedisQueue<String> queue = queue((settings) -> settings.leaseTime(Duration.ofHours(1)));
		queue.send("a");
		ReceiveOptions options = ReceiveOptions.defaults().leaseTime(Duration.ofMillis(300));
		assertThat(result(queue.receiveAsync(options)).get(0).attempt()).isEqualTo(1);
		assertThat(result(queue.receiveAsync(options.waitTime(LONG_WAIT))).get(0).attempt()).isEqualTo(2);
	}

	@Test
	default void aCancelledFutureTakesNoMessageAndPassesItsWakeUpOn() {
		RedisQueue<String> queue = queue();
		CompletableFuture<Optional<Delivery<String>>> cancelled = queue.receiveAsync(LONG_WAIT);
		await().until(() -> isWaitedFor(queue));
		assertThat(cancelled.cancel(false)).isTrue();
		await().until(() -> !isWaitedFor(queue));
		queue.send("a");
		Delivery<String> delivery = queue.receive().orElseThrow();
		assertThat(delivery.attempt()).isEqualTo(1);
	}

	@Test
	default void whatWasTakenForACancelledFutureReturnsAtOnceAndUncounted() {
		RedisQueue<String> queue = queue();
		for (int i = 0; i < 50; i++) {
			queue.send("a");
			CompletableFuture<Optional<Delivery<String>>> future = queue.receiveAsync(LONG_WAIT);
			if (future.cancel(false)) {
				Delivery<String> delivery = queue.receive(LONG_WAIT).orElseThrow();
				assertThat(delivery.attempt()).isEqualTo(1);
				assertThat(delivery.ack()).isTrue();
			}
			else {
				assertThat(result(future).orElseThrow().ack()).isTrue();
			}
		}
		invariant(queue).checkEmpty();
	}

	@Test
	default void dependentActionsRunOnAThreadOfTheLibrary() {
		RedisQueue<String> queue = queue();
		CompletableFuture<String> thread = queue.receiveAsync(LONG_WAIT)
			.thenApply((delivery) -> Thread.currentThread().getName());
		await().until(() -> isWaitedFor(queue));
		queue.send("a");
		assertThat(result(thread)).startsWith("redis-queues-async-");
	}

	private static int threads() {
		return Thread.getAllStackTraces().size();
	}

	static <T> T result(CompletableFuture<T> future) {
		try {
			return future.get(20, TimeUnit.SECONDS);
		}
		catch (InterruptedException | ExecutionException | TimeoutException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
