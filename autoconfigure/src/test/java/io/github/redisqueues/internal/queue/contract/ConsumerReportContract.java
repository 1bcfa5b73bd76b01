package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.github.redisqueues.internal.fleet.ConsumerReport;
import io.github.redisqueues.internal.fleet.ListenerSnapshot;
import io.github.redisqueues.internal.fleet.Membership;
import io.github.redisqueues.internal.queue.MonitoredQueue;
import io.github.redisqueues.internal.queue.QueueReading;
import io.github.redisqueues.internal.queue.RedisDelivery;
import io.github.redisqueues.internal.queue.Settlement;
import io.github.redisqueues.queue.CancelMode;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.ListenerStatus.State;
import io.github.redisqueues.queue.QueueDiagnosis;
import io.github.redisqueues.queue.QueueDiagnosis.Verdict;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static io.github.redisqueues.internal.queue.contract.ExchangingContract.consumable;
import static io.github.redisqueues.internal.queue.contract.ExchangingContract.take;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What each process tells of itself as a consumer.
 */
interface ConsumerReportContract extends QueueFixture {

	@Test
	default void tellsHowManyMessagesAProcessHasRemovedForGood() {
		RedisQueue<String> queue = queue((settings) -> settings.maxAttempts(1));
		queue.sendAll(numbered(20));
		assertThat(queue.receive().orElseThrow().ack()).isTrue();
		assertThat(queue.ack(queue.receive(2, Duration.ZERO))).isEqualTo(2);
		assertThat(queue.ackAsync(queue.receive(2, Duration.ZERO)).join()).isEqualTo(2);
		assertThat(queue.poll()).isPresent();
		assertThat(queue.poll(2)).hasSize(2);
		awaitRemoved(queue, 8);
		assertThat(queue.receive().orElseThrow().nack()).isTrue();
		assertThat(queue.receive().orElseThrow().reject("bad")).isTrue();
		List<RedisDelivery<String>> taken = take(queue, 3);
		consumable(queue).exchange(List.of(Settlement.ack(taken.get(0)), Settlement.reject(taken.get(1), "bad"),
				Settlement.giveBack(taken.get(2))), 0, null);
		awaitRemoved(queue, 12);
		assertThat(queue.moveTo(queue(), 2)).isEqualTo(2);
		assertThat(queue.cancel(queue.browse(0, 1).get(0).id(), CancelMode.UNTAKEN)).isTrue();
		assertThat(queue.purge()).isEqualTo(5);
		assertThat(queue.size()).isZero();
		awaitRemoved(queue, 20);
		queue.deadLetters().purge();
		awaitRemoved(queue, 20);
	}

	@Test
	default void doesNotCountWhatStaysOrIsNotItsOwn() {
		RedisQueue<String> queue = queue();
		queue.sendAll(numbered(3));
		Delivery<String> first = queue.receive().orElseThrow();
		assertThat(first.ack()).isTrue();
		assertThat(first.ack()).isFalse();
		assertThat(queue.receive().orElseThrow().nack(Duration.ofMinutes(10))).isTrue();
		RedisDelivery<String> late = take(queue, 1).get(0);
		assertThat(queue.cancel(late.id(), CancelMode.INTERRUPT)).isTrue();
		consumable(queue).exchange(List.of(Settlement.ack(late)), 0, null);
		awaitRemoved(queue, 2);
	}

	@Test
	default void doesNotCountAMessageThatCannotBeReadUntilItIsDead() {
		RedisQueue<String> queue = queue((settings) -> settings.maxAttempts(2));
		RedisQueue<Integer> numbers = factory()
			.create(io.github.redisqueues.queue.QueueSettings.builder(queue.name(), Integer.class)
				.type(queue.type())
				.maxAttempts(2)
				.build());
		queue.send("no number");
		assertThat(numbers.poll()).isEmpty();
		assertThat(queue.size()).isEqualTo(1);
		awaitRemoved(queue, 0);
		Awaitility.await().until(() -> numbers.poll().isEmpty() && queue.deadLetters().size() == 1);
		awaitRemoved(queue, 1);
	}

	@Test
	default void hasOneReportOfEachProcessWhicheverObjectStandsForTheQueue() {
		RedisQueue<String> queue = queue();
		RedisQueue<String> elsewhere = inOtherProcess(queue);
		queue.sendAll(numbered(9));
		for (int i = 0; i < 3; i++) {
			assertThat(factory().create(settingsOf(queue)).poll()).isPresent();
			tell(queue);
			assertThat(elsewhere.poll(2)).hasSize(2);
			tell(elsewhere);
		}
		Awaitility.await().until(() -> reports(queue).equals(reports(elsewhere)) && sum(queue) == 9);
		assertThat(reports(queue).values()).containsExactlyInAnyOrder(3L, 6L);
	}

	@Test
	default void toldTwiceIsToldOnce() {
		RedisQueue<String> queue = queue();
		queue.send("a");
		queue.poll();
		awaitRemoved(queue, 1);
		String key = invariant(queue).key("consumers");
		for (int i = 0; i < 5; i++) {
			tell(queue);
		}
		Awaitility.await().until(() -> redis().nodeOf(key).number("ZCARD", key) == 1);
		assertThat(redis().nodeOf(key).number("PTTL", key)).isBetween(1L, 120_000L);
	}

	@Test
	default void livesWithWhatAForeignClientHasTold() {
		RedisQueue<String> queue = queue();
		String key = invariant(queue).key("consumers");
		queue.send("a");
		for (String nonsense : List.of("", "nonsense", "nonsense and even more of it", "\u0000".repeat(28))) {
			redis().nodeOf(key).command("ZADD", key, System.currentTimeMillis(), nonsense);
		}
		assertThat(sum(queue)).isZero();
		assertThat(queue.diagnose().evidence().ready()).isEqualTo(1);
		for (int i = 0; i < 1_000; i++) {
			redis().nodeOf(key).command("ZADD", key, System.currentTimeMillis(), "nonsense " + i);
		}
		assertThat(((MonitoredQueue) queue).read().consumers()).as("too many are not known").isEmpty();
		queue.poll();
		tell(queue);
		assertThat(redis().nodeOf(key).number("ZCARD", key)).isLessThanOrEqualTo(1_004);
	}

	@Test
	default void aProcessThatLooksForMessagesNowAndThenIsAConsumer() {
		RedisQueue<String> queue = queue();
		RedisQueue<String> elsewhere = inOtherProcess(queue);
		assertThat(elsewhere.poll()).isEmpty();
		queue.send("a", SendOptions.defaults());
		assertThat(elsewhere.diagnose().verdict()).as("knows itself").isEqualTo(Verdict.MOVING);
		tell(elsewhere);
		Awaitility.await().until(() -> queue.diagnose().verdict() == Verdict.MOVING);
		QueueDiagnosis diagnosis = queue.diagnose();
		assertThat(diagnosis.evidence().lastLook().orElseThrow())
			.isBetween(diagnosis.evidence().readAt().minusSeconds(60), diagnosis.evidence().readAt());
		assertThat(diagnosis.explanation()).contains(" A process last looked for messages at ");
	}

	/**
	 * Makes a process tell what it knows now, not within ten seconds.
	 */
	private static void tell(RedisQueue<String> queue) {
		try (Membership membership = consumable(queue).join(() -> new ListenerSnapshot("books", State.RUNNING, 1, 1, 0,
				Duration.ZERO, Optional.empty(), 0, Optional.empty(), ""))) {
			membership.changed();
		}
	}

	private static void awaitRemoved(RedisQueue<String> queue, long count) {
		tell(queue);
		Awaitility.await().untilAsserted(() -> assertThat(reports(queue).values()).containsExactly(count));
	}

	private static long sum(RedisQueue<String> queue) {
		return reports(queue).values().stream().mapToLong(Long::longValue).sum();
	}

	private static Map<String, Long> reports(RedisQueue<String> queue) {
		return ((MonitoredQueue) queue).read()
			.consumers()
			.orElseThrow()
			.stream()
			.map(QueueReading.Told::report)
			.collect(Collectors.toMap(ConsumerReport::id, ConsumerReport::removed));
	}

}
