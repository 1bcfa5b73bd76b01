package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.queue.Backoff;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.QueuedMessage;
import io.github.redisqueues.queue.RedisQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * How a delivery ends: acknowledged, handed back or given up.
 */
interface SettlingContract extends QueueFixture {

	@Test
	default void takesAReturnedMessageNext() {
		RedisQueue<String> queue = queue();
		queue.sendAll(List.of("a", "b", "c"));
		Delivery<String> first = queue.receive().orElseThrow();
		assertThat(first.nack()).isTrue();
		Delivery<String> again = queue.receive().orElseThrow();
		assertThat(again.id()).isEqualTo(first.id());
		assertThat(again.attempt()).isEqualTo(2);
		assertThat(again.payload()).isEqualTo(asTaken("a", "b", "c").get(0));
	}

	@Test
	default void takesAReclaimedMessageNext() {
		RedisQueue<String> queue = queue();
		queue.sendAll(List.of("a", "b", "c"));
		Delivery<String> first = queue.receive().orElseThrow();
		assertThat(first.extend(Duration.ofMillis(1))).isTrue();
		Awaitility.await().until(() -> queue.stats().inFlight() == 0);
		assertThat(queue.poll(3)).isEqualTo(asTaken("a", "b", "c"));
	}

	@Test
	default void holdsAReturnedMessageBackForTheDelay() {
		RedisQueue<String> queue = queue();
		queue.send("a");
		Delivery<String> delivery = queue.receive().orElseThrow();
		assertThat(delivery.nack(Duration.ofMillis(150))).isTrue();
		assertThat(queue.stats()).extracting(QueueStats::ready, QueueStats::delayed, QueueStats::inFlight)
			.containsExactly(0L, 1L, 0L);
		QueuedMessage<String> waiting = queue.browse(0, 1).get(0);
		assertThat(waiting.dueAt()).isPresent();
		assertThat(waiting.attempts()).isEqualTo(1);
		Delivery<String> again = queue.receive(Duration.ofSeconds(5)).orElseThrow();
		assertThat(again.attempt()).isEqualTo(2);
		assertThat(again.leaseUntil()).isAfterOrEqualTo(waiting.dueAt().orElseThrow().plusSeconds(30));
	}

	@Test
	default void retriesAfterTheBackoffOfTheQueue() {
		RedisQueue<String> queue = queue((settings) -> settings.backoff(new Backoff(Duration.ZERO, 1, Duration.ZERO)));
		queue.send("a");
		assertThat(queue.receive().orElseThrow().retry()).isTrue();
		assertThat(queue.receive().orElseThrow().attempt()).isEqualTo(2);
		RedisQueue<String> slow = queue(
				(settings) -> settings.backoff(new Backoff(Duration.ofDays(100), 1, Duration.ofDays(100))));
		slow.send("a");
		assertThat(slow.receive().orElseThrow().retry()).isTrue();
		assertThat(slow.stats().delayed()).isEqualTo(1);
	}

	@Test
	default void givesAReturnedMessageUpAfterItsLastAttempt() {
		RedisQueue<String> queue = queue(
				(settings) -> settings.maxAttempts(3).backoff(new Backoff(Duration.ZERO, 1, Duration.ZERO)));
		String id = queue.send("a");
		queue.receive().orElseThrow().nack();
		queue.receive().orElseThrow().retry();
		assertThat(queue.receive().orElseThrow().nack(Duration.ofHours(1)))
			.as("still ours, though it was the last attempt")
			.isTrue();
		assertThat(queue.size()).isZero();
		assertGivenUp(queue, id, 3);
	}

	@Test
	default void givesALapsedMessageUpAfterItsLastAttempt() {
		RedisQueue<String> queue = queue((settings) -> settings.maxAttempts(2));
		String id = queue.send("a");
		queue.receive().orElseThrow().extend(Duration.ofMillis(1));
		queue.receive(Duration.ofSeconds(5)).orElseThrow().extend(Duration.ofMillis(1));
		assertThat(queue.receive(Duration.ofMillis(100))).isEmpty();
		assertGivenUp(queue, id, 2);
	}

	private static void assertGivenUp(RedisQueue<String> queue, String id, int attempts) {
		assertThat(queue.deadLetters().browse(0, 10)).singleElement().satisfies((dead) -> {
			assertThat(dead.id()).isEqualTo(id);
			assertThat(dead.reason()).isEqualTo(DeadLetter.MAX_ATTEMPTS);
			assertThat(dead.attempts()).isEqualTo(attempts);
			assertThat(dead.payload()).isEqualTo("a");
		});
	}

	@Test
	default void givesARejectedMessageUpAtOnceWithItsReason() {
		RedisQueue<String> queue = queue();
		queue.sendAll(List.of("a", "b", "c"));
		List<Delivery<String>> deliveries = queue.receive(3, Duration.ZERO);
		assertThat(deliveries.get(0).reject("no such artikel: 🧦\r\n{}")).isTrue();
		assertThat(deliveries.get(1).reject("y".repeat(2_000))).isTrue();
		assertThatIllegalArgumentException().isThrownBy(() -> deliveries.get(2).reject(" \t"));
		assertThat(queue.deadLetters().browse(0, 10)).extracting(DeadLetter::reason)
			.containsExactlyInAnyOrder("no such artikel: 🧦\r\n{}", "y".repeat(1_000));
		assertThat(queue.stats().inFlight()).isEqualTo(1);
	}

	@Test
	default void countsWhatWasStillOursWhenSeveralAreAcknowledged() {
		RedisQueue<String> queue = queue();
		sendMany(queue, 4);
		List<Delivery<String>> deliveries = queue.receive(4, Duration.ZERO);
		deliveries.get(0).ack();
		deliveries.get(1).nack();
		List<Delivery<String>> twice = new ArrayList<>(deliveries);
		twice.addAll(deliveries);
		assertThat(queue.ack(twice)).isEqualTo(2);
		assertThat(queue.ack(deliveries)).isZero();
		assertThat(queue.ack(List.of())).isZero();
		assertThat(queue.stats()).extracting(QueueStats::ready, QueueStats::inFlight).containsExactly(1L, 0L);
	}

	@Test
	default void acknowledgesWhatAnotherViewOfTheQueueReceived() {
		RedisQueue<String> queue = queue();
		queue.sendAll(List.of("a", "b"));
		List<Delivery<String>> deliveries = inOtherProcess(queue).receive(2, Duration.ZERO);
		assertThat(deliveries.get(0).ack()).isTrue();
		assertThat(inOtherProcess(queue).ack(deliveries)).isEqualTo(1);
	}

	@Test
	default void refusesToAcknowledgeTheDeliveryOfAnotherQueue() {
		RedisQueue<String> queue = queue();
		RedisQueue<String> other = queue();
		sendWithIds(queue, "a");
		sendWithIds(other, "a");
		Delivery<String> ours = queue.receive().orElseThrow();
		Delivery<String> theirs = other.receive().orElseThrow();
		assertThatIllegalArgumentException().isThrownBy(() -> queue.ack(List.of(ours, theirs)));
		assertThat(ours.ack()).as("nothing was acknowledged").isTrue();
		assertThat(theirs.ack()).isTrue();
	}

}
