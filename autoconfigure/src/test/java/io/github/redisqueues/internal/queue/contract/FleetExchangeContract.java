package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.internal.queue.ExchangeResult;
import io.github.redisqueues.internal.queue.RedisDelivery;
import io.github.redisqueues.internal.queue.Settlement;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.BlockedCall;
import org.junit.jupiter.api.Test;

import static io.github.redisqueues.internal.queue.contract.ExchangingContract.HOUR;
import static io.github.redisqueues.internal.queue.contract.ExchangingContract.consumable;
import static io.github.redisqueues.internal.queue.contract.ExchangingContract.take;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an exchange means to others: wake-ups, the limit of the fleet, a pause, and leases
 * that go on.
 */
interface FleetExchangeContract extends QueueFixture {

	@Test
	default void wakesAnotherProcessForWhatComesBackAtOnce() {
		RedisQueue<String> queue = queue();
		RedisQueue<String> elsewhere = inOtherProcess(queue);
		queue.send("a");
		RedisDelivery<String> held = take(queue, 1).get(0);
		BlockedCall<Optional<Delivery<String>>> waiter = waiting(queue, elsewhere);
		consumable(queue).exchange(List.of(Settlement.giveBack(held)), 0, null);
		Delivery<String> given = waiter.atOnce().orElseThrow();
		given.nack();
		RedisDelivery<String> again = take(queue, 1).get(0);
		waiter = waiting(queue, elsewhere);
		consumable(queue).exchange(List.of(Settlement.retry(again, Duration.ZERO, "failed")), 0, null);
		assertThat(waiter.atOnce().orElseThrow().attempt()).isEqualTo(3);
	}

	@Test
	default void letsOtherProcessesKnowWhenADelayedRetryIsDue() {
		RedisQueue<String> queue = queue();
		RedisQueue<String> elsewhere = inOtherProcess(queue);
		queue.sendAll(List.of("a", "b"));
		List<RedisDelivery<String>> held = take(queue, 2);
		BlockedCall<Optional<Delivery<String>>> waiter = waiting(queue, elsewhere);
		List<Settlement> both = List.of(Settlement.retry(held.get(0), Duration.ofMillis(100), "failed"),
				Settlement.retry(held.get(1), HOUR, "failed"));
		consumable(queue).exchange(both, 0, null);
		assertThat(waiter.atOnce().orElseThrow().attempt()).isEqualTo(2);
	}

	@Test
	default void countsWhatIsInFlightAfterSettling() {
		RedisQueue<String> queue = queue((settings) -> settings.maxInFlight(2));
		queue.sendAll(numbered(6));
		List<RedisDelivery<String>> held = take(queue, 10);
		assertThat(held).hasSize(2);
		assertThat(take(queue, 10)).isEmpty();
		ExchangeResult<String> one = consumable(queue).exchange(List.of(Settlement.ack(held.get(0))), 10, null);
		assertThat(one.deliveries()).hasSize(1);
		assertThat(one.taken().hasMore()).as("the limit is reached").isFalse();
		List<Settlement> both = List.of(Settlement.retry(held.get(1), HOUR, "later"),
				Settlement.reject(one.deliveries().get(0), "bad"));
		ExchangeResult<String> two = consumable(queue).exchange(both, 10, null);
		assertThat(two.deliveries()).hasSize(2);
		assertThat(queue.stats().inFlight()).isEqualTo(2);
	}

	@Test
	default void letsAnotherProcessTakeWhatTheLimitHeldBack() {
		RedisQueue<String> queue = queue((settings) -> settings.maxInFlight(1).maxAttempts(1));
		RedisQueue<String> elsewhere = inOtherProcess(queue);
		queue.sendAll(numbered(5));
		RedisDelivery<String> held = take(queue, 1).get(0);
		BlockedCall<Optional<Delivery<String>>> waiter = waiting(queue, elsewhere);
		consumable(queue).exchange(List.of(Settlement.ack(held)), 0, null);
		assertThat(waiter.atOnce().orElseThrow().ack()).isTrue();
		held = take(queue, 1).get(0);
		waiter = waiting(queue, elsewhere);
		consumable(queue).exchange(List.of(Settlement.reject(held, "bad")), 0, null);
		assertThat(waiter.atOnce().orElseThrow().ack()).isTrue();
		held = take(queue, 1).get(0);
		assertThat(consumable(queue).exchange(List.of(Settlement.retry(held, HOUR, "dead")), 1, null).deliveries())
			.isEmpty();
		assertThat(queue.deadLetters().size()).isEqualTo(2);
	}

	@Test
	default void settlesAndTakesNothingWhilePaused() {
		RedisQueue<String> queue = queue();
		queue.sendAll(List.of("a", "b", "c"));
		List<RedisDelivery<String>> held = take(queue, 2);
		queue.pause();
		List<Settlement> both = List.of(Settlement.ack(held.get(0)), Settlement.giveBack(held.get(1)));
		ExchangeResult<String> result = consumable(queue).exchange(both, 10, null);
		assertThat(result.deliveries()).isEmpty();
		assertThat(result.late()).isEmpty();
		assertThat(queue.stats()).extracting(QueueStats::ready, QueueStats::inFlight).containsExactly(2L, 0L);
		queue.resume();
		assertThat(take(queue, 10)).hasSize(2);
	}

	@Test
	default void renewsLeasesAndShortensNone() {
		RedisQueue<String> queue = queue((settings) -> settings.leaseTime(Duration.ofMinutes(1)));
		queue.sendAll(List.of("short", "long", "settled", "stale"));
		List<RedisDelivery<String>> held = take(queue, 4);
		held.get(0).extend(Duration.ofSeconds(10));
		held.get(1).extend(HOUR);
		held.get(2).ack();
		held.get(3).nack();
		RedisDelivery<String> retaken = take(queue, 1).get(0);
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
		List<RedisDelivery<String>> held = take(queue, size);
		assertThat(consumable(queue).renew(held)).isEmpty();
		held.get(7).ack();
		assertThat(consumable(queue).renew(held)).containsExactly(held.get(7));
		assertThat(queue.stats().inFlight()).isEqualTo(size - 1);
	}

	private BlockedCall<Optional<Delivery<String>>> waiting(RedisQueue<String> queue, RedisQueue<String> elsewhere) {
		return inThread(() -> elsewhere.receive(Duration.ofSeconds(30))).awaitParked(() -> isWaitedFor(queue));
	}

	private double deadline(RedisQueue<String> queue, RedisDelivery<String> message) {
		String key = invariant(queue).key("inflight");
		return Double.parseDouble(redis().nodeOf(key).text("ZSCORE", key, message.id()));
	}

}
