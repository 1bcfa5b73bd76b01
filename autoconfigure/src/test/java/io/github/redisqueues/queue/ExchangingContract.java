package io.github.redisqueues.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.redisqueues.testing.Waiter;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How worker runtimes settle and take in one step.
 */
interface ExchangingContract extends QueueFixture {

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
	default void wakesAnotherProcessForWhatComesBackAtOnce() {
		RedisQueue<String> queue = queue();
		RedisQueue<String> elsewhere = inOtherProcess(queue);
		queue.send("a");
		LeasedMessage<String> held = take(queue, 1).get(0);
		Waiter<Optional<Delivery<String>>> waiter = waiting(queue, elsewhere);
		consumable(queue).exchange(List.of(held.giveBack()), 0, null);
		Delivery<String> given = waiter.atOnce().orElseThrow();
		given.nack();
		LeasedMessage<String> again = take(queue, 1).get(0);
		waiter = waiting(queue, elsewhere);
		consumable(queue).exchange(List.of(again.retry(Duration.ZERO, "failed")), 0, null);
		assertThat(waiter.atOnce().orElseThrow().attempt()).isEqualTo(3);
	}

	@Test
	default void letsOtherProcessesKnowWhenADelayedRetryIsDue() {
		RedisQueue<String> queue = queue();
		RedisQueue<String> elsewhere = inOtherProcess(queue);
		queue.send("a");
		LeasedMessage<String> held = take(queue, 1).get(0);
		Waiter<Optional<Delivery<String>>> waiter = waiting(queue, elsewhere);
		consumable(queue).exchange(List.of(held.retry(Duration.ofMillis(100), "failed")), 0, null);
		assertThat(waiter.atOnce().orElseThrow().attempt()).isEqualTo(2);
	}

	@Test
	default void countsWhatIsInFlightAfterSettling() {
		RedisQueue<String> queue = queue((settings) -> settings.maxInFlight(2));
		queue.sendAll(numbered(6));
		List<LeasedMessage<String>> held = take(queue, 10);
		assertThat(held).hasSize(2);
		assertThat(take(queue, 10)).isEmpty();
		Intake<String> one = consumable(queue).exchange(List.of(held.get(0).acknowledge()), 10, null);
		assertThat(one.messages()).hasSize(1);
		assertThat(one.more()).as("the limit is reached").isFalse();
		List<Settlement> both = List.of(held.get(1).retry(HOUR, "later"), one.messages().get(0).reject("bad"));
		Intake<String> two = consumable(queue).exchange(both, 10, null);
		assertThat(two.messages()).hasSize(2);
		assertThat(queue.stats().inFlight()).isEqualTo(2);
	}

	@Test
	default void letsAnotherProcessTakeWhatTheLimitHeldBack() {
		RedisQueue<String> queue = queue((settings) -> settings.maxInFlight(1).maxAttempts(1));
		RedisQueue<String> elsewhere = inOtherProcess(queue);
		queue.sendAll(numbered(5));
		LeasedMessage<String> held = take(queue, 1).get(0);
		Waiter<Optional<Delivery<String>>> waiter = waiting(queue, elsewhere);
		consumable(queue).exchange(List.of(held.acknowledge()), 0, null);
		assertThat(waiter.atOnce().orElseThrow().ack()).isTrue();
		held = take(queue, 1).get(0);
		waiter = waiting(queue, elsewhere);
		consumable(queue).exchange(List.of(held.reject("bad")), 0, null);
		assertThat(waiter.atOnce().orElseThrow().ack()).isTrue();
		held = take(queue, 1).get(0);
		assertThat(consumable(queue).exchange(List.of(held.retry(HOUR, "dead")), 1, null).messages()).isEmpty();
		assertThat(queue.deadLetters().size()).isEqualTo(2);
	}

	@Test
	default void settlesAndTakesNothingWhilePaused() {
		RedisQueue<String> queue = queue();
		queue.sendAll(List.of("a", "b", "c"));
		List<LeasedMessage<String>> held = take(queue, 2);
		queue.pause();
		List<Settlement> both = List.of(held.get(0).acknowledge(), held.get(1).giveBack());
		Intake<String> intake = consumable(queue).exchange(both, 10, null);
		assertThat(intake.messages()).isEmpty();
		assertThat(intake.late()).isEmpty();
		assertThat(queue.stats()).extracting(QueueStats::ready, QueueStats::inFlight).containsExactly(2L, 0L);
		queue.resume();
		assertThat(take(queue, 10)).hasSize(2);
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

	@Test
	default void renewsLeasesAndShortensNone() {
		RedisQueue<String> queue = queue((settings) -> settings.leaseTime(Duration.ofMinutes(1)));
		queue.sendAll(List.of("short", "long", "settled", "stale"));
		List<LeasedMessage<String>> held = take(queue, 4);
		held.get(0).open().extend(Duration.ofSeconds(10));
		held.get(1).open().extend(HOUR);
		held.get(2).open().ack();
		held.get(3).open().nack();
		LeasedMessage<String> retaken = take(queue, 1).get(0);
		double tenSeconds = deadline(queue, held.get(0));
		double anHour = deadline(queue, held.get(1));
		assertThat(consumable(queue).renew(held)).containsExactly(held.get(2), held.get(3));
		assertThat(deadline(queue, held.get(0))).isBetween(tenSeconds + 50_000, tenSeconds + 60_000);
		assertThat(deadline(queue, held.get(1))).isEqualTo(anHour);
		assertThat(consumable(queue).renew(List.of(retaken))).isEmpty();
		assertThat(queue.stats().inFlight()).isEqualTo(3);
	}

	@Test
	default void renewsAsManyAsIsAllowed() {
		int size = ConsumableQueue.MAX_EXCHANGE_SIZE;
		RedisQueue<String> queue = queue();
		sendMany(queue, size);
		List<LeasedMessage<String>> held = take(queue, size);
		assertThat(consumable(queue).renew(held)).isEmpty();
		held.get(7).open().ack();
		assertThat(consumable(queue).renew(held)).containsExactly(held.get(7));
		assertThat(queue.stats().inFlight()).isEqualTo(size - 1);
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

	private Waiter<Optional<Delivery<String>>> waiting(RedisQueue<String> queue, RedisQueue<String> elsewhere) {
		return inThread(() -> elsewhere.receive(Duration.ofSeconds(30))).awaitParked(() -> isWaitedFor(queue));
	}

	private double deadline(RedisQueue<String> queue, LeasedMessage<String> message) {
		String key = invariant(queue).key("inflight");
		return Double.parseDouble(redis().nodeOf(key).text("ZSCORE", key, message.id()));
	}

}
