package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.internal.queue.RedisDelivery;
import io.github.redisqueues.internal.queue.Settlement;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.LimitChange;
import io.github.redisqueues.queue.LimitValues;
import io.github.redisqueues.queue.PauseOptions;
import io.github.redisqueues.queue.QueueFullException;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.Rate;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.queue.SendResult.Outcome;
import io.github.redisqueues.testing.BlockedCall;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Limits that an operator changes for all processes while the queue is in use.
 */
interface LimitsContract extends QueueFixture {

	LimitChange NONE = LimitChange.none();

	@Test
	default void tellsTheConfiguredAndTheCurrentLimits() {
		RedisQueue<String> queue = queue((settings) -> settings.capacity(7).maxInFlight(3).rate(Rate.parse("5/10s")));
		LimitValues configured = new LimitValues(7, 3, Optional.of(Rate.parse("5/10s")), OptionalInt.empty());
		assertThat(queue.limits().current()).isEqualTo(configured);
		queue.limits().change(NONE.capacity(9).rate(Rate.parse("1000/h")));
		queue.limits().change(NONE.maxInFlight(0));
		queue.limits().change(NONE.concurrency(4));
		queue.limits().change(NONE);
		RedisQueue<String> other = inOtherProcess(queue);
		LimitValues changed = new LimitValues(9, 0, Optional.of(Rate.parse("1000/h")), OptionalInt.of(4));
		assertThat(other.limits().current()).isEqualTo(changed);
		queue.limits().change(NONE.unlimitedRate().capacity(0));
		assertThat(other.limits().current()).isEqualTo(new LimitValues(0, 0, Optional.empty(), OptionalInt.of(4)));
		assertThat(other.limits().configured()).isEqualTo(configured);
		other.limits().withdraw();
		assertThat(queue.limits().current()).isEqualTo(configured);
		String paused = invariant(queue).key("paused");
		assertThat(redis().nodeOf(paused).number("EXISTS", paused)).isZero();
	}

	@Test
	default void appliesAChangedCapacityToTheNextSend() {
		List<UnaryOperator<QueueSettings.Builder<String>>> kinds = List.of((settings) -> settings,
				(settings) -> settings.capacity(100), (settings) -> settings.duplicateWindow(Duration.ofHours(1)));
		for (UnaryOperator<QueueSettings.Builder<String>> kind : kinds) {
			RedisQueue<String> queue = queue(kind);
			RedisQueue<String> other = inOtherProcess(queue);
			other.send("a");
			queue.limits().change(NONE.capacity(2));
			queue.send("b");
			for (RedisQueue<String> one : List.of(queue, other)) {
				assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> one.send("no"))
					.withMessageContaining("2 of 2")
					.satisfies((full) -> assertThat(full.capacity()).isEqualTo(2));
				assertThat(one.trySend("no").outcome()).isEqualTo(Outcome.FULL);
				assertThatExceptionOfType(QueueFullException.class).isThrownBy(
						() -> one.sendAll(List.of("no", "no"), SendOptions.defaults().delay(Duration.ofHours(1))));
			}
			assertThat(queue.size()).isEqualTo(2);
			queue.limits().change(NONE.capacity(0));
			other.sendAll(numbered(200));
			queue.limits().withdraw();
			assertThat(other.trySend("a").outcome())
				.isEqualTo((settingsOf(queue).capacity() > 0) ? Outcome.FULL : Outcome.STORED);
			queue.purge();
			other.send("c");
			assertThat(queue.poll()).contains("c");
		}
	}

	@Test
	default void wakesAProducerWhenTheCapacityGrows() {
		for (long configured : new long[] { 0, 1 }) {
			RedisQueue<String> queue = queue((settings) -> settings.capacity(configured));
			RedisQueue<String> other = inOtherProcess(queue);
			queue.limits().change(NONE.capacity(1));
			queue.send("a");
			String senders = invariant(queue).key("senders");
			SendOptions patient = SendOptions.defaults().waitForRoom(Duration.ofSeconds(30));
			BlockedCall<String> producer = inThread(() -> other.send("b", patient))
				.awaitParked(() -> redis().nodeOf(senders).number("ZCARD", senders) > 0);
			queue.limits().change(NONE.capacity(2));
			producer.atOnce();
			assertThat(queue.size()).isEqualTo(2);
			queue.limits().withdraw();
		}
	}

	@Test
	default void appliesAChangedLimitInFlightToTheNextReceive() {
		RedisQueue<String> queue = queue();
		RedisQueue<String> other = inOtherProcess(queue);
		queue.sendAll(numbered(6));
		queue.limits().change(NONE.maxInFlight(2));
		List<Delivery<String>> two = other.receive(6, Duration.ZERO);
		assertThat(two).hasSize(2);
		assertThat(queue.receive()).isEmpty();
		assertThat(queue.poll()).isEmpty();
		BlockedCall<Delivery<String>> waiter = inThread(() -> queue.receive(Duration.ofSeconds(30)).orElseThrow())
			.awaitParked(() -> isWaitedFor(queue));
		assertThat(two.get(0).ack()).isTrue();
		Delivery<String> third = waiter.atOnce();
		waiter = inThread(() -> queue.receive(Duration.ofSeconds(30)).orElseThrow())
			.awaitParked(() -> isWaitedFor(queue));
		assertThat(two.get(1).reject("bad")).isTrue();
		RedisDelivery<String> fourth = (RedisDelivery<String>) waiter.atOnce();
		waiter = inThread(() -> queue.receive(Duration.ofSeconds(30)).orElseThrow())
			.awaitParked(() -> isWaitedFor(queue));
		((ConsumableQueue<String>) other).exchange(List.of(Settlement.ack(fourth)), 0, null);
		waiter.atOnce();
		waiter = inThread(() -> queue.receive(Duration.ofSeconds(30)).orElseThrow())
			.awaitParked(() -> isWaitedFor(queue));
		queue.limits().withdraw();
		waiter.atOnce();
		assertThat(third.ack()).isTrue();
	}

	@Test
	default void appliesAChangedRateToTheNextReceive() {
		RedisQueue<String> queue = queue();
		RedisQueue<String> other = inOtherProcess(queue);
		queue.sendAll(numbered(10));
		queue.limits().change(NONE.rate(Rate.parse("1/h")));
		assertThat(other.receive(5, Duration.ZERO)).hasSize(1);
		assertThat(queue.poll(5)).isEmpty();
		queue.limits().change(NONE.unlimitedRate());
		assertThat(queue.poll(5)).hasSize(5);
		queue.limits().change(NONE.rate(Rate.parse("1/h")));
		Awaitility.await().until(() -> other.poll().isEmpty());
		BlockedCall<String> waiter = inThread(() -> other.poll(Duration.ofSeconds(60)).orElseThrow())
			.awaitParked(() -> true);
		queue.limits().withdraw();
		waiter.within(Duration.ofSeconds(20));
	}

	@Test
	default void keepsLimitsAndPausesApart() {
		RedisQueue<String> queue = queue();
		queue.limits().change(NONE.maxInFlight(1).concurrency(2));
		queue.pause(PauseOptions.defaults().by("ann").reason("repair"));
		queue.pauseSending();
		queue.resume();
		queue.resumeSending();
		assertThat(queue.limits().current().maxInFlight()).isEqualTo(1);
		assertThat(queue.limits().current().concurrency()).hasValue(2);
		queue.pause();
		queue.limits().withdraw();
		assertThat(queue.isPaused()).isTrue();
		queue.resume();
		queue.sendAll(numbered(3));
		assertThat(queue.receive(3, Duration.ZERO)).hasSize(3);
	}

	@Test
	default void refusesWrongNumbers() {
		assertThatIllegalArgumentException().isThrownBy(() -> NONE.capacity(-1));
		assertThatIllegalArgumentException().isThrownBy(() -> NONE.maxInFlight(-1));
		for (int wrong : new int[] { -1, 0, 10_001 }) {
			assertThatIllegalArgumentException().isThrownBy(() -> NONE.concurrency(wrong))
				.withMessageContaining("pause the queue");
		}
	}

}
