package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.ApplicationContextClosedException;
import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.CommandStats;
import io.github.redisqueues.testing.RespConnection;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Waiting for a message, and what wakes a waiter at once.
 */
interface WaitingContract extends QueueFixture {

	Duration LONG = Duration.ofSeconds(30);

	@Test
	default void returnsEmptyWhenTheTimeIsUp() {
		RedisQueue<String> queue = queue();
		long start = System.nanoTime();
		assertThat(queue.receive(Duration.ofMillis(100))).isEmpty();
		assertThat(queue.poll(Duration.ofMillis(100))).isEmpty();
		assertThat(queue.poll(3, Duration.ofMillis(100))).isEmpty();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(290),
				Duration.ofSeconds(5));
	}

	@Test
	default void wakesOnASendFromAnywhere() {
		RedisQueue<String> queue = queue();
		BlockedCall<Delivery<String>> receiving = receiving(queue);
		queue.send("here");
		assertThat(receiving.atOnce().payload()).isEqualTo("here");
		BlockedCall<String> polling = inThread(() -> queue.poll(LONG).orElseThrow())
			.awaitParked(() -> isWaitedFor(queue));
		inOtherProcess(queue).sendAll(List.of("there"));
		assertThat(polling.atOnce()).isEqualTo("there");
	}

	@Test
	default void pollsSeveralAsSoonAsThereIsOne() {
		RedisQueue<String> queue = queue();
		BlockedCall<List<String>> polling = inThread(() -> queue.poll(10, LONG)).awaitParked(() -> isWaitedFor(queue));
		inOtherProcess(queue).sendAll(List.of("a", "b", "c"));
		assertThat(polling.atOnce()).isEqualTo(asTaken("a", "b", "c"));
		invariant(queue).checkEmpty();
	}

	@Test
	default void pollsNoMoreThanAskedAndDoesNotWaitForMore() {
		RedisQueue<String> queue = queue();
		List<String> order = asTaken(sendMany(queue, 1_300));
		assertThat(inThread(() -> queue.poll(1_200, LONG)).atOnce()).isEqualTo(order.subList(0, 1_200));
		assertThat(inThread(() -> queue.poll(1_200, LONG)).atOnce()).isEqualTo(order.subList(1_200, 1_300));
		invariant(queue).checkEmpty();
	}

	@Test
	default void wakesWhenAMessageIsHandedBack() {
		RedisQueue<String> queue = queue();
		queue.send("a");
		Delivery<String> delivery = queue.receive().orElseThrow();
		BlockedCall<Delivery<String>> waiter = receiving(inOtherProcess(queue));
		assertThat(delivery.nack()).isTrue();
		assertThat(waiter.atOnce().attempt()).isEqualTo(2);
	}

	@Test
	default void wakesWhenAMessageIsRedriven() {
		RedisQueue<String> queue = queue();
		queue.send("a");
		queue.receive().orElseThrow().reject("bad");
		BlockedCall<Delivery<String>> waiter = receiving(queue);
		assertThat(queue.deadLetters().redrive(1)).isEqualTo(1);
		waiter.atOnce().reject("bad");
		waiter = receiving(inOtherProcess(queue));
		assertThat(queue.deadLetters().redrive(queue.deadLetters().browse(0, 1).get(0).id())).isTrue();
		assertThat(waiter.atOnce().payload()).isEqualTo("a");
	}

	@Test
	default void wakesWhenAMessageThatWasSentLaterFallsDue() {
		RedisQueue<String> queue = queue();
		queue.send("far away", SendOptions.defaults().delay(Duration.ofHours(1)));
		BlockedCall<Delivery<String>> waiter = receiving(queue);
		inOtherProcess(queue).send("soon", SendOptions.defaults().delay(Duration.ofMillis(200)));
		assertThat(waiter.atOnce().payload()).isEqualTo("soon");
	}

	@Test
	default void wakesWhenADelayedMessageIsHandedBackForSoon() {
		RedisQueue<String> queue = queue();
		queue.send("a");
		Delivery<String> delivery = queue.receive().orElseThrow();
		BlockedCall<Delivery<String>> waiter = receiving(queue);
		assertThat(delivery.nack(Duration.ofMillis(200))).isTrue();
		assertThat(waiter.atOnce().attempt()).isEqualTo(2);
	}

	@Test
	default void wakesWhenALeaseRunsOut() {
		RedisQueue<String> queue = queue((settings) -> settings.leaseTime(Duration.ofMillis(400)));
		queue.send("a");
		assertThat(queue.receive()).isPresent();
		assertThat(receiving(queue).atOnce().attempt()).isEqualTo(2);
	}

	@Test
	default void wakesWhenTheNumberInFlightFallsBelowItsLimit() {
		RedisQueue<String> queue = queue((settings) -> settings.maxInFlight(1));
		queue.sendAll(List.of("a", "b", "c"));
		Delivery<String> first = queue.receive().orElseThrow();
		BlockedCall<Delivery<String>> waiter = receiving(inOtherProcess(queue));
		assertThat(waiter.isDone()).isFalse();
		first.ack();
		Delivery<String> second = waiter.atOnce();
		waiter = receiving(queue);
		second.reject("bad");
		Delivery<String> third = waiter.atOnce();
		assertThat(third.payload()).isEqualTo(asTaken("a", "b", "c").get(2));
	}

	@Test
	default void wakesAsManyWaitersAsThereAreMessages() {
		RedisQueue<String> queue = queue();
		RedisQueue<String> other = inOtherProcess(queue);
		List<BlockedCall<Delivery<String>>> waiters = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			waiters.add(receiving(queue));
			waiters.add(receiving(other));
		}
		queue.sendAll(numbered(4));
		other.send("message 4");
		List.of("message 5", "message 6", "message 7").forEach(queue::send);
		assertThat(waiters).extracting((waiter) -> waiter.atOnce().payload())
			.containsExactlyInAnyOrderElementsOf(numbered(8));
	}

	@Test
	default void returnsWhatThereIsThoughMoreWasAskedFor() {
		RedisQueue<String> queue = queue();
		BlockedCall<List<Delivery<String>>> waiter = inThread(() -> queue.receive(100, LONG))
			.awaitParked(() -> isWaitedFor(queue));
		queue.sendAll(List.of("a", "b", "c"));
		assertThat(QueueFixture.payloads(waiter.atOnce())).isEqualTo(asTaken("a", "b", "c"));
	}

	@Test
	default void returnsEmptyWithTheFlagSetWhenInterrupted() {
		RedisQueue<String> queue = queue();
		BlockedCall<Boolean> waiter = inThread(
				() -> queue.receive(LONG).isEmpty() && Thread.currentThread().isInterrupted())
			.awaitParked(() -> isWaitedFor(queue));
		waiter.interrupt();
		assertThat(waiter.atOnce()).isTrue();
		queue.send("not lost");
		assertThat(queue.poll()).contains("not lost");
	}

	@Test
	default void failsWhenTheApplicationStops() {
		RedisQueue<String> queue = queue();
		LettuceConnectionFactory connectionFactory = redis().connectionFactory();
		DefaultRedisQueueFactory stopping = new DefaultRedisQueueFactory(connectionFactory, new JsonPayloadConverter(),
				RedisQueueContract.NAMESPACE);
		RedisQueue<String> stopped = stopping.create(settingsOf(queue));
		BlockedCall<Throwable> receiving = inThread(() -> catchThrowable(() -> stopped.receive(LONG)))
			.awaitParked(() -> isWaitedFor(queue));
		BlockedCall<Throwable> polling = inThread(() -> catchThrowable(() -> stopped.poll(LONG)))
			.awaitParked(() -> isWaitedFor(queue));
		stopping.close();
		assertThat(receiving.atOnce()).isInstanceOf(ApplicationContextClosedException.class);
		assertThat(polling.atOnce()).isInstanceOf(ApplicationContextClosedException.class);
		connectionFactory.destroy();
	}

	@Test
	default void outlivesTheLossOfItsSubscription() {
		RedisQueue<String> queue = queue();
		BlockedCall<Delivery<String>> waiter = receiving(queue);
		redis().nodes().forEach((node) -> node.command("CLIENT", "KILL", "TYPE", "pubsub"));
		queue.send("sent in the gap");
		assertThat(waiter.within(Duration.ofSeconds(10)).payload()).isEqualTo("sent in the gap");
		waiter = receiving(queue);
		redis().nodes().forEach((node) -> node.command("CLIENT", "KILL", "TYPE", "pubsub"));
		Awaitility.await()
			.until(() -> redis().nodes().stream().anyMatch((node) -> !node.text("PUBSUB", "CHANNELS").equals("[]")));
		assertThat(waiter.isDone()).isFalse();
		queue.send("sent afterwards");
		assertThat(waiter.within(Duration.ofSeconds(10)).payload()).isEqualTo("sent afterwards");
	}

	@Test
	default void outlivesTheLossOfItsScripts() {
		RedisQueue<String> queue = queue();
		BlockedCall<Delivery<String>> waiter = receiving(queue);
		redis().nodes().forEach((node) -> node.command("SCRIPT", "FLUSH"));
		queue.send("a");
		Delivery<String> delivery = waiter.atOnce();
		redis().nodes().forEach((node) -> node.command("SCRIPT", "FLUSH"));
		assertThat(delivery.nack()).isTrue();
		redis().nodes().forEach((node) -> node.command("SCRIPT", "FLUSH"));
		assertThat(queue.poll()).contains("a");
	}

	@Test
	default void wakesOneProcessForOneMessage() {
		RedisQueue<String> queue = queue();
		BlockedCall<Delivery<String>> here = receiving(queue);
		BlockedCall<Delivery<String>> there = receiving(inOtherProcess(queue));
		awaitProcesses(queue, 2);
		long before = published();
		queue.send("a");
		Awaitility.await().until(() -> here.isDone() || there.isDone());
		assertThat(published() - before).isEqualTo(1);
		assertThat(here.isDone() && there.isDone()).isFalse();
	}

	private BlockedCall<Delivery<String>> receiving(RedisQueue<String> queue) {
		return inThread(() -> queue.receive(LONG).orElseThrow()).awaitParked(() -> isWaitedFor(queue));
	}

	private void awaitProcesses(RedisQueue<String> queue, int count) {
		String waiters = invariant(queue).key("waiters");
		Awaitility.await().until(() -> redis().nodeOf(waiters).number("ZCARD", waiters) == count);
	}

	private long published() {
		long sum = 0;
		for (RespConnection node : redis().nodes()) {
			sum += CommandStats.of(node).calls("publish");
		}
		return sum;
	}

}
