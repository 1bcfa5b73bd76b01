package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.util.List;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.BlockedCall;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Stopping delivery in every process.
 */
interface PausingContract extends QueueFixture {

	@Test
	default void stopsDeliveryInEveryProcessAndNothingElse() {
		RedisQueue<String> queue = queue();
		RedisQueue<String> other = inOtherProcess(queue);
		queue.sendAll(List.of("a", "b"));
		Delivery<String> leased = queue.receive().orElseThrow();
		assertThat(queue.isPaused()).isFalse();
		queue.pause();
		queue.pause();
		for (RedisQueue<String> one : List.of(queue, other)) {
			assertThat(one.isPaused()).isTrue();
			assertThat(one.poll()).isEmpty();
			assertThat(one.poll(5)).isEmpty();
			assertThat(one.receive()).isEmpty();
			assertThat(one.receive(5, Duration.ofMillis(50))).isEmpty();
		}
		other.send("c");
		assertThat(queue.size()).isEqualTo(3);
		assertThat(leased.extend(Duration.ofMinutes(1))).isTrue();
		assertThat(leased.ack()).isTrue();
		other.resume();
		assertThat(queue.isPaused()).isFalse();
		List<String> order = asTaken("a", "b", "c");
		order.remove(leased.payload());
		assertThat(queue.poll(5)).containsExactlyInAnyOrderElementsOf(order);
	}

	@Test
	default void keepsWaitersUntilDeliveryGoesOn() {
		RedisQueue<String> queue = queue();
		RedisQueue<String> other = inOtherProcess(queue);
		queue.pause();
		BlockedCall<String> here = inThread(() -> queue.poll(Duration.ofSeconds(30)).orElseThrow())
			.awaitParked(() -> isWaitedFor(queue));
		BlockedCall<String> there = inThread(() -> other.poll(Duration.ofSeconds(30)).orElseThrow())
			.awaitParked(() -> isWaitedFor(queue));
		queue.sendAll(List.of("a", "b"));
		assertThat(queue.receive(Duration.ofMillis(100))).isEmpty();
		assertThat(here.isDone() || there.isDone()).isFalse();
		queue.resume();
		assertThat(List.of(here.atOnce(), there.atOnce())).containsExactlyInAnyOrder("a", "b");
	}

}
