package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.internal.queue.Intake;
import io.github.redisqueues.internal.queue.LeasedMessage;
import io.github.redisqueues.internal.queue.Settlement;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How worker runtimes settle and take in one step.
 */
public interface ExchangingContract extends QueueFixture {

	Duration HOUR = Duration.ofHours(1);

	@Test
	default void settlesEachInItsOwnWayAndTakesTheNext() {
		RedisQueue<String> queue = queue();
		queue.sendAll(List.of("a", "b", "c", "d", "e", "f", "g", "h"));
		List<LeasedMessage<String>> held = take(queue, 6);
		List<Settlement> settlements = List.of(held.get(1).retry(Duration.ZERO, "again"), held.get(0).acknowledge(),
				held.get(2).retry(HOUR, "later"), held.get(3).reject("bad"), held.get(4).giveBack());
		Intake<String> intake = consumable(queue).exchange(settlements, 10, null);
		assertThat(intake.late()).isEmpty();
		assertThat(intake.more()).isFalse();
		List<String> order = asTaken("a", "b", "c", "d", "e", "f", "g", "h");
		assertThat(payloads(intake)).containsExactly(order.get(1), order.get(4), order.get(6), order.get(7));
		assertThat(intake.messages()).extracting(LeasedMessage::attempt).containsExactly(2, 1, 1, 1);
		assertThat(queue.stats())
			.extracting(QueueStats::ready, QueueStats::delayed, QueueStats::inFlight, QueueStats::dead)
			.containsExactly(0L, 1L, 5L, 1L);
		assertThat(queue.browse(0, 1).get(0).attempts()).as("of the delayed one").isEqualTo(1);
		assertThat(queue.deadLetters().browse(0, 1)).singleElement().satisfies((letter) -> {
			assertThat(letter.id()).isEqualTo(held.get(3).id());
			assertThat(letter.reason()).isEqualTo("bad");
			assertThat(letter.attempts()).isEqualTo(1);
		});
	}

	@Test
	default void tellsWhichSettlementsCameTooLate() {
		RedisQueue<String> queue = queue();
		queue.sendAll(List.of("a", "b", "c", "d", "e"));
		List<LeasedMessage<String>> held = take(queue, 5);
		Settlement good = held.get(4).acknowledge();
		consumable(queue).exchange(held.subList(0, 4).stream().map(LeasedMessage::acknowledge).toList(), 0, null);
		List<Settlement> late = List.of(held.get(0).acknowledge(), held.get(1).retry(Duration.ZERO, "late"),
				held.get(2).reject("late"), held.get(3).giveBack());
		List<Settlement> mixed = new ArrayList<>(late);
		mixed.add(2, good);
		Intake<String> intake = consumable(queue).exchange(mixed, 10, null);
		assertThat(intake.late()).containsExactlyInAnyOrderElementsOf(late);
		assertThat(intake.messages()).isEmpty();
		invariant(queue).checkEmpty();
	}

	@Test
	default void settlesAMessageOnceHoweverOftenItIsNamed() {
		RedisQueue<String> queue = queue();
		queue.sendAll(List.of("a", "b", "c"));
		List<LeasedMessage<String>> held = take(queue, 3);
		List<Settlement> settlements = List.of(held.get(0).acknowledge(), held.get(0).acknowledge(),
				held.get(0).giveBack(), held.get(1).giveBack(), held.get(1).retry(HOUR, "twice"),
				held.get(2).reject("once"), held.get(2).retry(Duration.ZERO, "twice"));
		Intake<String> intake = consumable(queue).exchange(settlements, 10, null);
		assertThat(intake.late()).containsExactly(settlements.get(2), settlements.get(4), settlements.get(6));
		assertThat(intake.messages()).extracting(LeasedMessage::id).containsExactly(held.get(1).id());
		assertThat(queue.stats())
			.extracting(QueueStats::ready, QueueStats::delayed, QueueStats::inFlight, QueueStats::dead)
			.containsExactly(0L, 0L, 1L, 1L);
	}

	@Test
	default void settlesNothingOnceTheLeaseHasRunOut() {
		RedisQueue<String> queue = queue((settings) -> settings.maxAttempts(2));
		queue.sendAll(List.of("a", "b", "c", "d"));
		List<LeasedMessage<String>> held = take(queue, 4);
		held.forEach((message) -> assertThat(message.open().extend(Duration.ofMillis(1))).isTrue());
		Awaitility.await().until(() -> queue.stats().inFlight() == 0);
		List<LeasedMessage<String>> again = take(queue, 4);
		assertThat(again).hasSize(4).extracting(LeasedMessage::attempt).containsOnly(2);
		List<Settlement> late = List.of(held.get(0).acknowledge(), held.get(1).retry(Duration.ZERO, "late"),
				held.get(2).reject("late"), held.get(3).giveBack());
		Intake<String> intake = consumable(queue).exchange(late, 10, null);
		assertThat(intake.late()).containsExactlyElementsOf(late);
		assertThat(intake.messages()).isEmpty();
		assertThat(consumable(queue).renew(held)).containsExactlyElementsOf(held);
		assertThat(queue.stats().inFlight()).isEqualTo(4);
		consumable(queue).exchange(again.stream().map(LeasedMessage::acknowledge).toList(), 0, null);
		invariant(queue).checkEmpty();
	}

	@Test
	default void givesBackWithoutCountingTheAttempt() {
		RedisQueue<String> queue = queue((settings) -> settings.maxAttempts(2));
		queue.send("a");
		LeasedMessage<String> first = take(queue, 1).get(0);
		LeasedMessage<String> second = exchangeOne(queue, first.giveBack());
		assertThat(second.attempt()).isEqualTo(1);
		LeasedMessage<String> third = exchangeOne(queue, second.retry(Duration.ZERO, "failed"));
		assertThat(third.attempt()).isEqualTo(2);
		LeasedMessage<String> fourth = exchangeOne(queue, third.giveBack());
		assertThat(fourth.attempt()).as("the last one, and not used up").isEqualTo(2);
		for (LeasedMessage<String> stale : List.of(first, second, third)) {
			assertThat(stale.open().ack()).isFalse();
			assertThat(stale.open().extend(HOUR)).isFalse();
			assertThat(consumable(queue).renew(List.of(stale))).containsExactly(stale);
			Settlement late = stale.acknowledge();
			assertThat(consumable(queue).exchange(List.of(late), 0, null).late()).containsExactly(late);
		}
		assertThat(consumable(queue).renew(List.of(fourth))).isEmpty();
		assertThat(consumable(queue).exchange(List.of(fourth.acknowledge()), 0, null).late()).isEmpty();
		invariant(queue).checkEmpty();
	}

	@Test
	default void buriesWithItsReasonWhatFailsInItsLastAttempt() {
		RedisQueue<String> queue = queue((settings) -> settings.maxAttempts(2));
		queue.sendAll(List.of("a", "b"));
		for (Duration delay : List.of(HOUR, Duration.ZERO)) {
			LeasedMessage<String> last = exchangeOne(queue, take(queue, 1).get(0).retry(Duration.ZERO, "first"));
			Settlement settlement = last.retry(delay, "max-attempts: boom");
			assertThat(consumable(queue).exchange(List.of(settlement), 0, null).late()).isEmpty();
		}
		assertThat(queue.size()).isZero();
		assertThat(queue.deadLetters().browse(0, 10)).hasSize(2).allSatisfy((letter) -> {
			assertThat(letter.reason()).isEqualTo("max-attempts: boom");
			assertThat(letter.attempts()).isEqualTo(2);
		});
	}

	@Test
	default void takesNothingWhenNothingIsAskedFor() {
		RedisQueue<String> queue = queue();
		queue.sendAll(List.of("a", "b"));
		assertThat(consumable(queue).exchange(List.of(), 0, null).messages()).isEmpty();
		LeasedMessage<String> held = take(queue, 1).get(0);
		assertThat(consumable(queue).exchange(List.of(held.giveBack()), 0, null).messages()).isEmpty();
		assertThat(drain(queue)).isEqualTo(asTaken("a", "b"));
	}

	@Test
	default void settlesAndTakesAsManyAsIsAllowed() {
		int size = ConsumableQueue.MAX_EXCHANGE_SIZE;
		RedisQueue<String> queue = queue();
		sendMany(queue, size);
		for (int i = 0; i < size; i++) {
			queue.send("named " + i, SendOptions.defaults().deduplicationId("name " + i));
		}
		List<LeasedMessage<String>> held = take(queue, size);
		List<Settlement> settlements = new ArrayList<>();
		for (int i = 0; i < size; i++) {
			LeasedMessage<String> message = held.get(i);
			settlements.add(switch (i % 5) {
				case 0 -> message.acknowledge();
				case 1 -> message.retry(Duration.ZERO, "failed");
				case 2 -> message.retry(HOUR, "failed");
				case 3 -> message.reject("x".repeat(1000));
				default -> message.giveBack();
			});
		}
		Intake<String> intake = consumable(queue).exchange(settlements, size, null);
		assertThat(intake.late()).isEmpty();
		assertThat(intake.messages()).hasSize(size);
		assertThat(intake.more()).isTrue();
		int fifth = size / 5;
		assertThat(queue.stats())
			.extracting(QueueStats::ready, QueueStats::delayed, QueueStats::inFlight, QueueStats::dead)
			.containsExactly(2L * fifth, (long) fifth, (long) size, (long) fifth);
		List<Settlement> acks = intake.messages().stream().map(LeasedMessage::acknowledge).toList();
		assertThat(consumable(queue).exchange(acks, size, null).messages()).hasSize(2 * fifth);
	}

	@Test
	default void freesADeduplicationIdWithTheAcknowledgement() {
		RedisQueue<String> queue = queue();
		SendOptions named = SendOptions.defaults().deduplicationId("name");
		String id = queue.send("a", named);
		LeasedMessage<String> held = take(queue, 1).get(0);
		assertThat(queue.send("b", named)).isEqualTo(id);
		consumable(queue).exchange(List.of(held.acknowledge()), 0, null);
		assertThat(queue.send("b", named)).isNotEqualTo(id);
		RedisQueue<String> windowed = queue((settings) -> settings.duplicateWindow(HOUR));
		String kept = windowed.send("a", named);
		consumable(windowed).exchange(List.of(take(windowed, 1).get(0).acknowledge()), 0, null);
		assertThat(windowed.send("b", named)).as("within the window").isEqualTo(kept);
		assertThat(windowed.size()).isZero();
	}

	static <E> ConsumableQueue<E> consumable(RedisQueue<E> queue) {
		return (ConsumableQueue<E>) queue;
	}

	static List<LeasedMessage<String>> take(RedisQueue<String> queue, int max) {
		return consumable(queue).exchange(List.of(), max, null).messages();
	}

	private static LeasedMessage<String> exchangeOne(RedisQueue<String> queue, Settlement settlement) {
		Intake<String> intake = consumable(queue).exchange(List.of(settlement), 1, null);
		assertThat(intake.late()).isEmpty();
		assertThat(intake.messages()).hasSize(1);
		return intake.messages().get(0);
	}

	private static List<String> payloads(Intake<String> intake) {
		return intake.messages().stream().map((message) -> message.open().payload()).toList();
	}

}
