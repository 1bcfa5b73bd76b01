package io.github.redisqueues.internal.queue.contract;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.Rate;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.BlockedCall;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a rate lets through.
 */
interface RateContract extends QueueFixture {

	@Test
	default void givesOutWhatTheRateHasSavedUpAndThenNothing() {
		RedisQueue<String> queue = queue((settings) -> settings.rate(Rate.of(36_000, Duration.ofHours(1))));
		sendMany(queue, 20);
		assertThat(queue.receive(10, Duration.ZERO)).as("a burst of 1 + 100 ms * 10/s").hasSize(2);
		assertThat(inOtherProcess(queue).poll(10)).isEmpty();
		assertThat(queue.receive()).isEmpty();
		assertThat(queue.stats()).extracting(QueueStats::ready, QueueStats::inFlight).containsExactly(18L, 2L);
		assertThat(queue.receive(10, Duration.ofSeconds(5))).isNotEmpty();
	}

	@Test
	default void waitsForTheRate() {
		RedisQueue<String> queue = queue((settings) -> settings.rate(Rate.of(1, Duration.ofMillis(500))));
		sendMany(queue, 3);
		Delivery<String> first = queue.receive().orElseThrow();
		BlockedCall<Delivery<String>> waiter = inThread(
				() -> inOtherProcess(queue).receive(Duration.ofSeconds(30)).orElseThrow());
		Delivery<String> second = waiter.atOnce();
		assertThat(Duration.between(first.leaseUntil(), second.leaseUntil())).isBetween(Duration.ofMillis(399),
				Duration.ofSeconds(3));
	}

	@Test
	default void savesNothingWhileTheQueueIsPaused() {
		RedisQueue<String> queue = queue((settings) -> settings.rate(Rate.parse("2/h")));
		queue.sendAll(List.of("a", "b"));
		queue.pause();
		BlockedCall<Optional<String>> waiter = inThread(() -> queue.poll(Duration.ofSeconds(30)))
			.awaitParked(() -> isWaitedFor(queue));
		queue.resume();
		assertThat(waiter.atOnce()).isPresent();
		assertThat(queue.poll()).isEmpty();
	}

	@Test
	default void obeysTheRateAndTheNumberInFlight() {
		RedisQueue<String> queue = queue((settings) -> settings.rate(Rate.parse("40/s")).maxInFlight(2));
		sendMany(queue, 10);
		List<Delivery<String>> first = queue.receive(10, Duration.ZERO);
		assertThat(first).as("5 by the rate, 2 by the number in flight").hasSize(2);
		BlockedCall<Optional<Delivery<String>>> waiter = inThread(() -> queue.receive(Duration.ofSeconds(30)))
			.awaitParked(() -> isWaitedFor(queue));
		assertThat(first.get(0).ack()).isTrue();
		assertThat(waiter.atOnce()).isPresent();
	}

	@Test
	default void leavesNothingInRedisOnceTheRateHasSavedUpAgain() {
		RedisQueue<String> queue = queue((settings) -> settings.rate(Rate.parse("20/s")));
		queue.send("a");
		assertThat(queue.poll()).contains("a");
		String rate = invariant(queue).key("rate");
		assertThat(redis().nodeOf(rate).number("PTTL", rate)).isBetween(0L, 200L);
		Awaitility.await().until(() -> redis().nodeOf(rate).number("EXISTS", rate) == 0);
	}

	@Test
	default void isNotStoppedByWhatOthersWroteAboutTheRate() {
		RedisQueue<String> queue = queue((settings) -> settings.rate(Rate.parse("20/s")));
		String rate = invariant(queue).key("rate");
		for (String written : List.of("", "nonsense", "\u007f".repeat(24), "x".repeat(24), "\0".repeat(24))) {
			redis().nodeOf(rate).command("SET", rate, written);
			queue.send("a");
			assertThat(queue.poll(Duration.ofSeconds(5))).contains("a");
		}
		// Since when, how many tokens, whose turn
		for (double[] written : new double[][] { { 1e300, 0, 0 }, { 0, -1e300, 0 }, { 0, 0, 1e300 } }) {
			ByteBuffer bytes = ByteBuffer.allocate(24);
			DoubleStream.of(written).forEach(bytes::putDouble);
			redis().nodeOf(rate).command("SET", rate, bytes.array());
			queue.send("a");
			assertThat(queue.poll(Duration.ofSeconds(5))).contains("a");
		}
	}

}
