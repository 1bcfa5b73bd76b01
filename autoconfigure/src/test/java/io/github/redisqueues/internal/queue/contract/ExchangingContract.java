package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.internal.queue.ExchangeResult;
import io.github.redisqueues.internal.queue.RedisDelivery;
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
		List<RedisDelivery<String>> held = take(queue, 6);
		List<Settlement> settlements = List.of(Settlement.retry(held.get(1), Duration.ZERO, "again"),
				Settlement.ack(held.get(0)), Settlement.retry(held.get(2), HOUR, "later"),
				Settlement.reject(held.get(3), "bad"), Settlement.giveBack(held.get(4)));
		ExchangeResult<String> result = consumable(queue).exchange(settlements, 10, null);
		assertThat(result.late()).isEmpty();
		assertThat(result.taken().hasMore()).isFalse();
		List<String> order = asTaken("a", "b", "c", "d", "e", "f", "g", "h");
		assertThat(payloads(result)).containsExactly(order.get(1), order.get(4), order.get(6), order.get(7));
		assertThat(result.deliveries()).extracting(RedisDelivery::attempt).containsExactly(2, 1, 1, 1);
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
		List<RedisDelivery<String>> held = take(queue, 5);
		Settlement good = Settlement.ack(held.get(4));
		consumable(queue).exchange(held.subList(0, 4).stream().map(Settlement::ack).toList(), 0, null);
		List<Settlement> late = List.of(Settlement.ack(held.get(0)),
				Settlement.retry(held.get(1), Duration.ZERO, "late"), Settlement.reject(held.get(2), "late"),
				Settlement.giveBack(held.get(3)));
		List<Settlement> mixed = new ArrayList<>(late);
		mixed.add(2, good);
		ExchangeResult<String> result = consumable(queue).exchange(mixed, 10, null);
		assertThat(result.late()).containsExactlyInAnyOrderElementsOf(late);
		assertThat(result.deliveries()).isEmpty();
		invariant(queue).checkEmpty();
	}

	@Test
	default void settlesAMessageOnceHoweverOftenItIsNamed() {
		RedisQueue<String> queue = queue();
		queue.sendAll(List.of("a", "b", "c"));
		List<RedisDelivery<String>> held = take(queue, 3);
		List<Settlement> settlements = List.of(Settlement.ack(held.get(0)), Settlement.ack(held.get(0)),
				Settlement.giveBack(held.get(0)), Settlement.giveBack(held.get(1)),
				Settlement.retry(held.get(1), HOUR, "twice"), Settlement.reject(held.get(2), "once"),
				Settlement.retry(held.get(2), Duration.ZERO, "twice"));
		ExchangeResult<String> result = consumable(queue).exchange(settlements, 10, null);
		assertThat(result.late()).containsExactly(settlements.get(2), settlements.get(4), settlements.get(6));
		assertThat(result.deliveries()).extracting(RedisDelivery::id).containsExactly(held.get(1).id());
		assertThat(queue.stats())
			.extracting(QueueStats::ready, QueueStats::delayed, QueueStats::inFlight, QueueStats::dead)
			.containsExactly(0L, 0L, 1L, 1L);
	}

	@Test
	default void settlesNothingOnceTheLeaseHasRunOut() {
		RedisQueue<String> queue = queue((settings) -> settings.maxAttempts(2));
		queue.sendAll(List.of("a", "b", "c", "d"));
		List<RedisDelivery<String>> held = take(queue, 4);
		held.forEach((message) -> assertThat(message.extend(Duration.ofMillis(1))).isTrue());
		Awaitility.await().until(() -> queue.stats().inFlight() == 0);
		List<RedisDelivery<String>> again = take(queue, 4);
		assertThat(again).hasSize(4).extracting(RedisDelivery::attempt).containsOnly(2);
		List<Settlement> late = List.of(Settlement.ack(held.get(0)),
				Settlement.retry(held.get(1), Duration.ZERO, "late"), Settlement.reject(held.get(2), "late"),
				Settlement.giveBack(held.get(3)));
		ExchangeResult<String> result = consumable(queue).exchange(late, 10, null);
		assertThat(result.late()).containsExactlyElementsOf(late);
		assertThat(result.deliveries()).isEmpty();
		assertThat(consumable(queue).renew(held)).containsExactlyElementsOf(held);
		assertThat(queue.stats().inFlight()).isEqualTo(4);
		consumable(queue).exchange(again.stream().map(Settlement::ack).toList(), 0, null);
		invariant(queue).checkEmpty();
	}

	@Test
	default void givesBackWithoutCountingTheAttempt() {
		RedisQueue<String> queue = queue((settings) -> settings.maxAttempts(2));
		queue.send("a");
		RedisDelivery<String> first = take(queue, 1).get(0);
		RedisDelivery<String> second = exchangeOne(queue, Settlement.giveBack(first));
		assertThat(second.attempt()).isEqualTo(1);
		RedisDelivery<String> third = exchangeOne(queue, Settlement.retry(second, Duration.ZERO, "failed"));
		assertThat(third.attempt()).isEqualTo(2);
		RedisDelivery<String> fourth = exchangeOne(queue, Settlement.giveBack(third));
		assertThat(fourth.attempt()).as("the last one, and not used up").isEqualTo(2);
		for (RedisDelivery<String> stale : List.of(first, second, third)) {
			assertThat(stale.ack()).isFalse();
			assertThat(stale.extend(HOUR)).isFalse();
			assertThat(consumable(queue).renew(List.of(stale))).containsExactly(stale);
			Settlement late = Settlement.ack(stale);
			assertThat(consumable(queue).exchange(List.of(late), 0, null).late()).containsExactly(late);
		}
		assertThat(consumable(queue).renew(List.of(fourth))).isEmpty();
		assertThat(consumable(queue).exchange(List.of(Settlement.ack(fourth)), 0, null).late()).isEmpty();
		invariant(queue).checkEmpty();
	}

	@Test
	default void buriesWithItsReasonWhatFailsInItsLastAttempt() {
		RedisQueue<String> queue = queue((settings) -> settings.maxAttempts(2));
		queue.sendAll(List.of("a", "b"));
		for (Duration delay : List.of(HOUR, Duration.ZERO)) {
			RedisDelivery<String> last = exchangeOne(queue,
					Settlement.retry(take(queue, 1).get(0), Duration.ZERO, "first"));
			Settlement settlement = Settlement.retry(last, delay, "max-attempts: boom");
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
		assertThat(consumable(queue).exchange(List.of(), 0, null).deliveries()).isEmpty();
		RedisDelivery<String> held = take(queue, 1).get(0);
		assertThat(consumable(queue).exchange(List.of(Settlement.giveBack(held)), 0, null).deliveries()).isEmpty();
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
		List<RedisDelivery<String>> held = take(queue, size);
		List<Settlement> settlements = new ArrayList<>();
		for (int i = 0; i < size; i++) {
			RedisDelivery<String> message = held.get(i);
			settlements.add(switch (i % 5) {
				case 0 -> Settlement.ack(message);
				case 1 -> Settlement.retry(message, Duration.ZERO, "failed");
				case 2 -> Settlement.retry(message, HOUR, "failed");
				case 3 -> Settlement.reject(message, "x".repeat(1000));
				default -> Settlement.giveBack(message);
			});
		}
		ExchangeResult<String> result = consumable(queue).exchange(settlements, size, null);
		assertThat(result.late()).isEmpty();
		assertThat(result.deliveries()).hasSize(size);
		assertThat(result.taken().hasMore()).isTrue();
		int fifth = size / 5;
		assertThat(queue.stats())
			.extracting(QueueStats::ready, QueueStats::delayed, QueueStats::inFlight, QueueStats::dead)
			.containsExactly(2L * fifth, (long) fifth, (long) size, (long) fifth);
		List<Settlement> acks = result.deliveries().stream().map(Settlement::ack).toList();
		assertThat(consumable(queue).exchange(acks, size, null).deliveries()).hasSize(2 * fifth);
	}

	@Test
	default void freesADeduplicationIdWithTheAcknowledgement() {
		RedisQueue<String> queue = queue();
		SendOptions named = SendOptions.defaults().deduplicationId("name");
		String id = queue.send("a", named);
		RedisDelivery<String> held = take(queue, 1).get(0);
		assertThat(queue.send("b", named)).isEqualTo(id);
		consumable(queue).exchange(List.of(Settlement.ack(held)), 0, null);
		assertThat(queue.send("b", named)).isNotEqualTo(id);
		RedisQueue<String> windowed = queue((settings) -> settings.duplicateWindow(HOUR));
		String kept = windowed.send("a", named);
		consumable(windowed).exchange(List.of(Settlement.ack(take(windowed, 1).get(0))), 0, null);
		assertThat(windowed.send("b", named)).as("within the window").isEqualTo(kept);
		assertThat(windowed.size()).isZero();
	}

	static <E> ConsumableQueue<E> consumable(RedisQueue<E> queue) {
		return (ConsumableQueue<E>) queue;
	}

	static List<RedisDelivery<String>> take(RedisQueue<String> queue, int max) {
		return consumable(queue).exchange(List.of(), max, null).deliveries();
	}

	private static RedisDelivery<String> exchangeOne(RedisQueue<String> queue, Settlement settlement) {
		ExchangeResult<String> result = consumable(queue).exchange(List.of(settlement), 1, null);
		assertThat(result.late()).isEmpty();
		assertThat(result.deliveries()).hasSize(1);
		return result.deliveries().get(0);
	}

	private static List<String> payloads(ExchangeResult<String> result) {
		return result.deliveries().stream().map((message) -> message.payload()).toList();
	}

}
