package io.github.redisqueues.internal.queue.contract;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import java.util.List;
import java.util.Optional;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.PauseOptions;
import io.github.redisqueues.queue.QueuePauses.Pause;
import io.github.redisqueues.queue.QueuePauses;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendingPausedException;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.BlockedCall;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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

	@Test
	default void tellsSinceWhenUntilWhenByWhomAndWhyItIsPaused() {
		RedisQueue<String> queue = queue();
		assertThat(queue.pauses()).isEqualTo(new QueuePauses(Optional.empty(), Optional.empty()));
		Instant before = now(queue);
		queue.pause(PauseOptions.defaults().by("anna").reason("größer\0 deploy").duration(Duration.ofHours(1)));
		Pause delivery = queue.pauses().delivery().orElseThrow();
		assertThat(delivery.since()).isBetween(before, now(queue));
		assertThat(delivery.until()).contains(delivery.since().plus(Duration.ofHours(1)));
		assertThat(delivery.by()).contains("anna");
		assertThat(delivery.reason()).contains("größer\0 deploy");
		assertThat(queue.isPaused()).isTrue();
		Instant end = now(queue).plus(Duration.ofDays(1));
		queue.pauseSending(PauseOptions.defaults().until(end));
		QueuePauses both = inOtherProcess(queue).pauses();
		assertThat(both.delivery()).contains(delivery);
		Pause sending = both.sending().orElseThrow();
		assertThat(sending.until()).contains(end);
		assertThat(sending.by()).isEmpty();
		assertThat(sending.reason()).isEmpty();
		queue.pause();
		assertThat(queue.pauses().delivery().orElseThrow()).extracting(Pause::until, Pause::by, Pause::reason)
			.containsOnly(Optional.empty());
		assertThat(queue.pauses().sending()).contains(sending);
		queue.resumeSending();
		assertThat(queue.pauses().sending()).isEmpty();
		assertThat(queue.isPaused()).isTrue();
		queue.pauseSending(PauseOptions.defaults().by("bob").reason("x".repeat(1_000)));
		queue.resume();
		assertThat(queue.isPaused()).isFalse();
		assertThat(queue.pauses().sending().orElseThrow().by()).contains("bob");
		queue.resumeSending();
		assertThat(queue.pauses()).isEqualTo(new QueuePauses(Optional.empty(), Optional.empty()));
		assertThat(isStored(queue)).isFalse();
	}

	@Test
	default void endsByItselfAndWaitersNotice() {
		RedisQueue<String> queue = queue();
		RedisQueue<String> other = inOtherProcess(queue);
		queue.pause(PauseOptions.defaults().duration(Duration.ofMillis(400)));
		BlockedCall<String> here = inThread(() -> queue.poll(Duration.ofSeconds(30)).orElseThrow())
			.awaitParked(() -> isWaitedFor(queue));
		BlockedCall<Delivery<String>> there = inThread(() -> other.receive(Duration.ofSeconds(30)).orElseThrow());
		queue.sendAll(List.of("a", "b"));
		assertThat(List.of(here.atOnce(), there.atOnce().payload())).containsExactlyInAnyOrder("a", "b");
		assertThat(queue.isPaused()).isFalse();
		queue.pauseSending(PauseOptions.defaults().duration(Duration.ofMillis(50)));
		Awaitility.await().ignoreException(SendingPausedException.class).until(() -> !queue.send("c").isEmpty());
		assertThat(isStored(queue)).isFalse();
	}

	@Test
	default void endsAtOnceIfTheMomentIsOver() {
		RedisQueue<String> queue = queue();
		queue.pause();
		queue.pauseSending();
		queue.pause(PauseOptions.defaults().until(Instant.EPOCH));
		queue.pauseSending(PauseOptions.defaults().until(now(queue).minusMillis(1)));
		assertThat(isStored(queue)).isFalse();
		queue.send("a");
		assertThat(queue.poll()).contains("a");
	}

	@Test
	default void refusesEverySendAndNothingElseWhileSendingIsPaused() {
		List<UnaryOperator<QueueSettings.Builder<String>>> kinds = List.of((settings) -> settings,
				(settings) -> settings.capacity(5), (settings) -> settings.duplicateWindow(Duration.ofHours(1)),
				(settings) -> settings.timeToLive(Duration.ofHours(2)));
		for (UnaryOperator<QueueSettings.Builder<String>> kind : kinds) {
			RedisQueue<String> queue = queue(kind);
			RedisQueue<String> other = inOtherProcess(queue);
			sendWithIds(queue, "a", "b");
			queue.receive().orElseThrow().reject("bad");
			queue.pauseSending(PauseOptions.defaults().by("anna").reason("stocktaking").duration(Duration.ofHours(1)));
			for (RedisQueue<String> one : List.of(queue, other)) {
				assertRefused(one, () -> one.send("no"));
				assertRefused(one, () -> one.trySend("no"));
				assertRefused(one, () -> one.sendAll(List.of("no", "no")));
				assertRefused(one, () -> one.send("no", SendOptions.defaults().delay(Duration.ofMinutes(1))));
				assertRefused(one, () -> one.send("no", SendOptions.defaults().id("b").deduplicationId("d")));
			}
			assertThat(queue.size()).isEqualTo(1);
			assertThat(queue.isPaused()).isFalse();
			queue.receive().orElseThrow().nack();
			BlockedCall<Delivery<String>> waiter = inThread(() -> {
				other.receive().orElseThrow().ack();
				return other.receive(Duration.ofSeconds(30)).orElseThrow();
			}).awaitParked(() -> isWaitedFor(queue));
			assertThat(queue.deadLetters().redrive(1)).isEqualTo(1);
			assertThat(waiter.atOnce().ack()).as("a redriven message wakes a waiter").isTrue();
			queue.resumeSending();
			queue.send("yes");
			assertThat(queue.poll()).contains("yes");
			invariant(queue).check();
		}
	}

	@Test
	default void refusesAProducerThatWaitsForRoom() {
		// A producer may still be in a call when it is registered, and would be refused
		// by that
		for (int i = 0; i < 5; i++) {
			refusesAWaitingProducer();
		}
	}

	private void refusesAWaitingProducer() {
		RedisQueue<String> queue = queue((settings) -> settings.capacity(1));
		queue.send("a");
		String senders = invariant(queue).key("senders");
		SendOptions patient = SendOptions.defaults().waitForRoom(Duration.ofSeconds(30));
		BlockedCall<SendingPausedException> producer = inThread(() -> {
			try {
				throw new AssertionError("sent " + queue.send("b", patient));
			}
			catch (SendingPausedException ex) {
				return ex;
			}
		}).awaitParked(() -> redis().nodeOf(senders).number("ZCARD", senders) > 0);
		queue.pauseSending();
		assertThat(producer.atOnce()).isInstanceOf(SendingPausedException.class);
		assertThat(queue.size()).isEqualTo(1);
	}

	@Test
	default void takesAnyOtherTextInRedisForAPauseOfDelivery() {
		RedisQueue<String> queue = queue();
		queue.send("a");
		String paused = invariant(queue).key("paused");
		for (String stored : List.of("1", "", "x".repeat(47))) {
			redis().nodeOf(paused).command("SET", paused, stored);
			assertThat(queue.poll()).isEmpty();
			assertThat(queue.isPaused()).isTrue();
			queue.send("more");
			queue.resume();
			assertThat(queue.poll()).isPresent();
		}
	}

	@Test
	default void refusesWrongOptionsOfAPause() {
		PauseOptions options = PauseOptions.defaults();
		assertThatIllegalArgumentException().isThrownBy(() -> options.by(""));
		assertThatIllegalArgumentException().isThrownBy(() -> options.reason("x".repeat(1_001)));
		assertThatIllegalArgumentException().isThrownBy(() -> options.duration(Duration.ZERO));
		assertThatIllegalArgumentException().isThrownBy(() -> options.until(Instant.MAX));
	}

	private static void assertRefused(RedisQueue<String> queue, ThrowingCallable send) {
		assertThatExceptionOfType(SendingPausedException.class).isThrownBy(send)
			.withMessageContaining(queue.name())
			.withMessageContaining("anna")
			.withMessageContaining("stocktaking")
			.satisfies((refused) -> {
				assertThat(refused.queue()).isEqualTo(queue.name());
				assertThat(refused.pause()).isEqualTo(queue.pauses().sending().orElseThrow());
			});
	}

	private boolean isStored(RedisQueue<String> queue) {
		String paused = invariant(queue).key("paused");
		return redis().nodeOf(paused).number("EXISTS", paused) > 0;
	}

	private Instant now(RedisQueue<String> queue) {
		List<?> time = redis().nodeOf(invariant(queue).key("paused")).list("TIME");
		return Instant.ofEpochMilli(Long.parseLong(new String((byte[]) time.get(0), StandardCharsets.UTF_8)) * 1_000
				+ Long.parseLong(new String((byte[]) time.get(1), StandardCharsets.UTF_8)) / 1_000);
	}

}
