package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.util.List;

import io.github.redisqueues.internal.queue.CircuitClient;
import io.github.redisqueues.internal.queue.CircuitState;
import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.internal.queue.FleetCircuit;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.LimitChange;
import io.github.redisqueues.queue.PauseOptions;
import io.github.redisqueues.queue.QueuePauses.Pause;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.BlockedCall;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The circuit that all processes share.
 */
interface CircuitContract extends QueueFixture {

	Duration HOUR = Duration.ofHours(1);

	FleetCircuit CLOSED = new FleetCircuit(CircuitState.CLOSED, Duration.ZERO);

	FleetCircuit HALF_OPEN = new FleetCircuit(CircuitState.HALF_OPEN, Duration.ZERO);

	@Test
	default void deliversNothingInAnyProcessWhileItIsOpenAndTellsWhy() {
		RedisQueue<String> queue = queue();
		RedisQueue<String> other = inOtherProcess(queue);
		queue.sendAll(numbered(3));
		assertThat(circuit(other).read()).isEqualTo(CLOSED);
		assertThat(circuit(queue).open(HOUR, "a listener", "größer\0").state()).isEqualTo(CircuitState.OPEN);
		assertThat(other.receive()).isEmpty();
		assertThat(other.poll(3)).isEmpty();
		Pause pause = other.pauses().delivery().orElseThrow();
		assertThat(pause.by()).contains("a listener");
		assertThat(pause.reason()).contains("größer\0");
		assertThat(pause.until()).contains(pause.since().plus(HOUR));
		FleetCircuit again = circuit(other).open(Duration.ofDays(1), "another", "no");
		assertThat(again.openFor()).isBetween(Duration.ofMinutes(59), HOUR);
		assertThat(circuit(other).close().state()).as("not tried yet").isEqualTo(CircuitState.OPEN);
		assertThat(queue.pauses().delivery()).contains(pause);
		BlockedCall<List<String>> waiter = inThread(
				() -> other.receive(1, Duration.ofMinutes(1)).stream().map(Delivery::payload).toList())
			.awaitParked(() -> isWaitedFor(queue));
		queue.resume();
		assertThat(waiter.atOnce()).hasSize(1);
		assertThat(circuit(queue).read()).isEqualTo(CLOSED);
		assertThat(isPausedStored(queue)).isFalse();
	}

	@Test
	default void deliversOneMessageAtATimeAfterwardsWhateverElseIsInFlight() {
		RedisQueue<String> queue = queue((settings) -> settings.leaseTime(HOUR));
		RedisQueue<String> other = inOtherProcess(queue);
		queue.sendAll(numbered(9));
		List<Delivery<String>> before = queue.receive(2, Duration.ZERO);
		halfOpen(queue);
		Delivery<String> tried = one(other.receive(5, Duration.ZERO));
		assertThat(queue.receive(5, Duration.ZERO)).isEmpty();
		assertThat(queue.poll(5)).isEmpty();
		assertThat(before.get(0).ack()).isTrue();
		assertThat(queue.receive()).isEmpty();
		assertThat(tried.nack(HOUR)).isTrue();
		tried = one(queue.receive(5, Duration.ZERO));
		assertThat(other.receive()).isEmpty();
		queue.limits().change(LimitChange.none().maxInFlight(100));
		queue.pauseSending();
		queue.resumeSending();
		assertThat(other.receive()).as("still one at a time").isEmpty();
		assertThat(tried.ack()).isTrue();
		assertThat(other.poll(5)).hasSize(1);
		tried = one(other.receive(5, Duration.ZERO));
		queue.limits().withdraw();
		BlockedCall<Integer> waiter = inThread(() -> queue.receive(9, Duration.ofMinutes(1)).size())
			.awaitParked(() -> isWaitedFor(queue));
		assertThat(circuit(other).close()).isEqualTo(CLOSED);
		assertThat(waiter.atOnce()).isEqualTo(3);
		assertThat(circuit(other).close()).isEqualTo(CLOSED);
		assertThat(isPausedStored(queue)).isFalse();
	}

	@Test
	default void keepsALowerLimitInFlight() {
		RedisQueue<String> queue = queue((settings) -> settings.leaseTime(HOUR).maxInFlight(1));
		queue.sendAll(numbered(3));
		Delivery<String> before = queue.receive().orElseThrow();
		halfOpen(queue);
		assertThat(queue.receive()).isEmpty();
		before.ack();
		one(queue.receive(3, Duration.ZERO));
	}

	@Test
	default void triesAnotherMessageIfAProcessDies() {
		RedisQueue<String> queue = queue((settings) -> settings.leaseTime(Duration.ofMillis(100)));
		RedisQueue<String> other = inOtherProcess(queue);
		queue.sendAll(numbered(3));
		halfOpen(queue);
		one(queue.receive(3, Duration.ZERO));
		one(inThread(() -> other.receive(3, Duration.ofMinutes(1))).atOnce());
	}

	@Test
	default void opensAgainAfterATryAndStaysOneStory() {
		RedisQueue<String> queue = queue();
		queue.sendAll(numbered(3));
		halfOpen(queue);
		Pause first = queue.pauses().delivery().orElseThrow();
		assertThat(first.by()).as("visible during the tries").contains("a listener");
		assertThat(first.until().orElseThrow()).isBefore(redis().serverTime());
		one(queue.receive(3, Duration.ZERO)).nack(HOUR);
		assertThat(circuit(queue).open(HOUR, "b", "c").openFor()).isEqualTo(HOUR);
		assertThat(inOtherProcess(queue).receive()).isEmpty();
		Pause second = queue.pauses().delivery().orElseThrow();
		assertThat(second.since()).isEqualTo(first.since());
		assertThat(second.by()).contains("b");
		queue.resume();
	}

	@Test
	default void leavesThePauseOfAnOperatorAlone() {
		RedisQueue<String> queue = queue();
		queue.pause(PauseOptions.defaults().by("anna"));
		assertThat(circuit(queue).open(HOUR, "a listener", "down")).isEqualTo(CLOSED);
		assertThat(queue.pauses().delivery().orElseThrow().by()).contains("anna");
		queue.resume();
		circuit(queue).open(HOUR, "a listener", "down");
		queue.pauseSending(PauseOptions.defaults().by("bob").reason("why"));
		queue.pause(PauseOptions.defaults().by("anna"));
		assertThat(circuit(queue).read()).isEqualTo(CLOSED);
		assertThat(circuit(queue).close()).isEqualTo(CLOSED);
		assertThat(queue.pauses().delivery().orElseThrow().by()).contains("anna");
		assertThat(queue.pauses().sending().orElseThrow().by()).contains("bob");
		queue.resume();
		circuit(queue).open(HOUR, "a listener", "down");
		assertThat(queue.pauses().sending().orElseThrow().reason()).contains("why");
		queue.resume();
		queue.resumeSending();
		assertThat(isPausedStored(queue)).isFalse();
	}

	private static CircuitClient circuit(RedisQueue<String> queue) {
		return ((ConsumableQueue<String>) queue).circuit();
	}

	private static void halfOpen(RedisQueue<String> queue) {
		circuit(queue).open(Duration.ofMillis(20), "a listener", "down");
		Awaitility.await().until(() -> circuit(queue).read().equals(HALF_OPEN));
	}

	private static Delivery<String> one(List<Delivery<String>> deliveries) {
		assertThat(deliveries).hasSize(1);
		return deliveries.get(0);
	}

	private boolean isPausedStored(RedisQueue<String> queue) {
		String paused = invariant(queue).key("paused");
		return redis().nodeOf(paused).number("EXISTS", paused) > 0;
	}

}
