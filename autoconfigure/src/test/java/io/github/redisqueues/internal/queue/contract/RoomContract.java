package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

import io.github.redisqueues.ApplicationContextClosedException;
import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.internal.queue.RedisDelivery;
import io.github.redisqueues.internal.queue.Settlement;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.QueueFullException;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.queue.SendResult.Outcome;
import io.github.redisqueues.testing.BlockedCall;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Sends that wait while the queue is full, and what wakes them at once.
 */
interface RoomContract extends QueueFixture {

	SendOptions PATIENT = SendOptions.defaults().waitForRoom(Duration.ofSeconds(30));

	@Test
	default void wakesASenderHoweverAMessageLeaves() {
		for (Map.Entry<String, Consumer<RedisQueue<String>>> way : waysOut().entrySet()) {
			RedisQueue<String> queue = queue((settings) -> settings.capacity(1).maxAttempts(1));
			queue.send("first", SendOptions.defaults().id("first"));
			RedisQueue<String> other = inOtherProcess(queue);
			BlockedCall<String> sender = sending(other, "second");
			assertThat(sender.isDone()).as(way.getKey()).isFalse();
			way.getValue().accept(queue);
			assertThat(sender.atOnce()).as(way.getKey()).isNotBlank();
			assertThat(drain(queue)).as(way.getKey()).containsExactly("second");
			assertThat(isSomebodySending(queue)).as(way.getKey()).isFalse();
			queue.deadLetters().purge();
			invariant(queue).checkEmpty();
		}
	}

	private static Map<String, Consumer<RedisQueue<String>>> waysOut() {
		Map<String, Consumer<RedisQueue<String>>> ways = new LinkedHashMap<>();
		ways.put("ack", (queue) -> queue.receive().orElseThrow().ack());
		ways.put("ack of several", (queue) -> queue.ack(queue.receive(1, Duration.ZERO)));
		ways.put("poll", (queue) -> queue.poll());
		ways.put("cancel", (queue) -> queue.cancel("first"));
		ways.put("purge", RedisQueue::purge);
		ways.put("reject", (queue) -> queue.receive().orElseThrow().reject("bad"));
		ways.put("last nack", (queue) -> queue.receive().orElseThrow().nack());
		ways.put("ack by a worker", (queue) -> exchange(queue, Settlement::ack));
		ways.put("failure of a worker",
				(queue) -> exchange(queue, (delivery) -> Settlement.retry(delivery, Duration.ZERO, "boom")));
		ways.put("reject by a worker", (queue) -> exchange(queue, (delivery) -> Settlement.reject(delivery, "bad")));
		ways.put("end of the last lease", (queue) -> {
			queue.receive().orElseThrow().extend(Duration.ofMillis(1));
			Awaitility.await().until(() -> queue.receive().isEmpty() && queue.stats().dead() == 1);
		});
		return ways;
	}

	private static void exchange(RedisQueue<String> queue, Function<RedisDelivery<String>, Settlement> settlement) {
		RedisDelivery<String> delivery = ExchangingContract.take(queue, 1).get(0);
		ExchangingContract.consumable(queue).exchange(List.of(settlement.apply(delivery)), 0, null);
	}

	@Test
	default void wakesASenderWhenAMessageExpiresThoughNobodyReceives() {
		RedisQueue<String> queue = queue((settings) -> settings.capacity(1));
		queue.send("expires", SendOptions.defaults().timeToLive(Duration.ofMillis(300)));
		// On a slow machine it has expired before the send
		assertThat(inThread(() -> queue.send("second", PATIENT)).atOnce()).isNotBlank();
		assertThat(drain(queue)).containsExactly("second");
	}

	@Test
	default void letsEverySenderThroughWhenManyLeaveAtOnce() {
		RedisQueue<String> queue = queue((settings) -> settings.capacity(8));
		RedisQueue<String> other = inOtherProcess(queue);
		queue.sendAll(numbered(8));
		List<BlockedCall<String>> senders = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			senders.add(sending(queue, "here " + i));
			senders.add(sending(other, "there " + i));
		}
		awaitSendingProcesses(queue, 2);
		assertThat(queue.purge()).isEqualTo(8);
		assertThat(senders).extracting(BlockedCall::atOnce).doesNotHaveDuplicates();
		assertThat(queue.size()).isEqualTo(8);
		Awaitility.await().until(() -> !isSomebodySending(queue));
	}

	@Test
	default void letsOneSenderThroughForEachThatLeaves() {
		RedisQueue<String> queue = queue((settings) -> settings.capacity(2));
		RedisQueue<String> other = inOtherProcess(queue);
		queue.sendAll(List.of("a", "b"));
		List<BlockedCall<String>> senders = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			senders.add(sending(queue, "here " + i));
			senders.add(sending(other, "there " + i));
		}
		for (int left = 5; left >= 0; left--) {
			long expected = left;
			assertThat(queue.receive().orElseThrow().ack()).isTrue();
			Awaitility.await()
				.atMost(BlockedCall.AT_ONCE)
				.until(() -> senders.stream().filter((sender) -> !sender.isDone()).count() == expected);
			assertThat(queue.size()).isEqualTo(2);
		}
	}

	@Test
	default void givesUpWhenTheTimeIsUp() {
		RedisQueue<String> queue = queue((settings) -> settings.capacity(1));
		queue.send("first");
		SendOptions options = SendOptions.defaults().waitForRoom(Duration.ofMillis(100));
		long start = System.nanoTime();
		assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> queue.send("second", options))
			.withMessageContaining(queue.name());
		assertThat(queue.trySend("second", options).outcome()).isEqualTo(Outcome.FULL);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(199));
		assertThat(isSomebodySending(queue)).isFalse();
		assertThat(drain(queue)).containsExactly("first");
	}

	@Test
	default void waitsUntilAllOfABatchFit() {
		RedisQueue<String> queue = queue((settings) -> settings.capacity(3));
		queue.sendAll(List.of("a", "b", "c"));
		BlockedCall<List<String>> sender = inThread(() -> queue.sendAll(List.of("d", "e"), PATIENT))
			.awaitParked(() -> isSomebodySending(queue));
		assertThat(queue.poll()).isPresent();
		Awaitility.await().until(() -> isSomebodySending(queue));
		assertThat(sender.isDone()).isFalse();
		assertThat(queue.poll()).isPresent();
		assertThat(sender.atOnce()).hasSize(2);
		assertThat(queue.size()).isEqualTo(3);
	}

	@Test
	default void doesNotWaitForWhatNeverFitsNorForADuplicate() {
		RedisQueue<String> queue = queue((settings) -> settings.capacity(2));
		assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> queue.sendAll(numbered(3), PATIENT));
		queue.send("a", SendOptions.defaults().id("a"));
		queue.send("b");
		assertThat(inThread(() -> queue.send("a", PATIENT.id("a"))).atOnce()).isEqualTo("a");
		assertThat(queue.size()).isEqualTo(2);
	}

	@Test
	default void endsTheWaitOfAnInterruptedSenderWithTheFlagSet() {
		RedisQueue<String> queue = queue((settings) -> settings.capacity(1));
		queue.send("first");
		BlockedCall<Boolean> sender = inThread(() -> {
			assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> queue.send("second", PATIENT));
			return Thread.currentThread().isInterrupted();
		}).awaitParked(() -> isSomebodySending(queue));
		BlockedCall<String> behind = sending(queue, "third");
		sender.interrupt();
		assertThat(sender.atOnce()).isTrue();
		assertThat(queue.poll()).contains("first");
		assertThat(behind.atOnce()).isNotBlank();
		assertThat(drain(queue)).containsExactly("third");
	}

	@Test
	default void waitsOnWhileTheApplicationIsPaused() {
		RedisQueue<String> queue = queue((settings) -> settings.capacity(1));
		queue.send("first");
		LettuceConnectionFactory connectionFactory = redis().connectionFactory();
		DefaultRedisQueueFactory pausing = new DefaultRedisQueueFactory(connectionFactory, new JsonPayloadConverter(),
				RedisQueueContract.NAMESPACE);
		RedisQueue<String> paused = pausing.create(settingsOf(queue));
		BlockedCall<String> sender = inThread(() -> paused.send("second", PATIENT))
			.awaitParked(() -> isSomebodySending(queue));
		pausing.stop();
		assertThat(queue.poll()).contains("first");
		assertThat(sender.isDone()).isFalse();
		pausing.start();
		assertThat(sender.atOnce()).isNotBlank();
		pausing.close();
		connectionFactory.destroy();
	}

	@Test
	default void endsTheWaitWhenTheApplicationStops() {
		RedisQueue<String> queue = queue((settings) -> settings.capacity(1));
		queue.send("first");
		LettuceConnectionFactory connectionFactory = redis().connectionFactory();
		DefaultRedisQueueFactory stopping = new DefaultRedisQueueFactory(connectionFactory, new JsonPayloadConverter(),
				RedisQueueContract.NAMESPACE);
		RedisQueue<String> stopped = stopping.create(settingsOf(queue));
		BlockedCall<Throwable> sender = inThread(() -> catchThrowable(() -> stopped.trySend("second", PATIENT)))
			.awaitParked(() -> isSomebodySending(queue));
		stopping.close();
		assertThat(sender.atOnce()).isInstanceOf(ApplicationContextClosedException.class)
			.hasMessageContaining(queue.name());
		assertThat(isSomebodySending(queue)).isFalse();
		connectionFactory.destroy();
	}

	private BlockedCall<String> sending(RedisQueue<String> queue, String payload) {
		return inThread(() -> queue.send(payload, PATIENT)).awaitParked(() -> isSomebodySending(queue));
	}

	private boolean isSomebodySending(RedisQueue<?> queue) {
		return sendingProcesses(queue) > 0;
	}

	private void awaitSendingProcesses(RedisQueue<?> queue, int count) {
		Awaitility.await().until(() -> sendingProcesses(queue) == count);
	}

	private long sendingProcesses(RedisQueue<?> queue) {
		String senders = invariant(queue).key("senders");
		return redis().nodeOf(senders).number("ZCARD", senders);
	}

}
