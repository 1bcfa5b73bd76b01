package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.DeadLetterRetention;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * How long and how many dead letters are kept.
 */
interface RetentionContract extends QueueFixture {

	@Test
	default void keepsTheLatestDeadLetters() {
		RedisQueue<String> queue = keeping(new DeadLetterRetention(Duration.ZERO, 3));
		List<String> died = new ArrayList<>();
		for (int i = 0; i < 7; i++) {
			died.add(queue.send("message " + i));
			Delivery<String> delivery = queue.receive().orElseThrow();
			assertThat((i % 2 == 0) ? delivery.nack() : delivery.reject("bad")).isTrue();
			awaitNextMillisecond();
		}
		assertThat(dead(queue)).as("what is in Redis before anybody looks").isEqualTo(3);
		invariant(queue).check();
		assertThat(queue.deadLetters().browse(0, 10)).extracting(DeadLetter::id).isEqualTo(died.subList(4, 7));
		assertThat(queue.contains(died.get(3))).isFalse();
		assertThat(queue.deadLetters().redrive(10)).isEqualTo(3);
		assertThat(queue.poll(10)).hasSize(3);
		invariant(queue).checkEmpty();
	}

	@Test
	default void deletesADeadLetterThatWasKeptForLongEnough() {
		RedisQueue<String> queue = keeping(new DeadLetterRetention(Duration.ofMillis(50), 0));
		queue.send("old");
		queue.receive().orElseThrow().reject("bad");
		assertThat(queue.deadLetters().browse(0, 10)).hasSizeLessThanOrEqualTo(1);
		Awaitility.await().until(() -> queue.deadLetters().browse(0, 10).isEmpty());
		assertThat(dead(queue)).isZero();
		queue.send("new");
		queue.receive().orElseThrow().reject("bad");
		Awaitility.await().until(() -> queue.stats().dead() == 0);
		invariant(queue).checkEmpty();
	}

	@Test
	default void keepsADeadLetterUntilItsTime() {
		RedisQueue<String> queue = keeping(new DeadLetterRetention(Duration.ofHours(1), 0));
		queue.send("a");
		queue.receive().orElseThrow().reject("bad");
		String dead = invariant(queue).key("dead");
		String id = queue.deadLetters().browse(0, 1).get(0).id();
		long now = redis().serverTime().toEpochMilli();
		redis().nodeOf(dead).command("ZADD", dead, now - Duration.ofMinutes(59).toMillis(), id);
		assertThat(queue.stats().dead()).isEqualTo(1);
		redis().nodeOf(dead).command("ZADD", dead, now - Duration.ofMinutes(61).toMillis(), id);
		queue.send("b");
		queue.receive().orElseThrow().reject("bad");
		assertThat(dead(queue)).as("removed when another died").isEqualTo(1);
		assertThat(queue.deadLetters().browse(0, 1).get(0).payload()).isEqualTo("b");
	}

	@Test
	default void limitsThoseThatExpireOrLoseTheirLease() {
		RedisQueue<String> queue = queue((settings) -> settings.maxAttempts(1)
			.leaseTime(Duration.ofMillis(1))
			.deadLetters(new DeadLetterRetention(Duration.ZERO, 2)));
		queue.sendAll(numbered(20));
		assertThat(queue.receive(10, Duration.ZERO)).hasSize(10);
		queue.sendAll(numbered(20), SendOptions.defaults().timeToLive(Duration.ofMillis(1)));
		Awaitility.await().until(() -> queue.stats().inFlight() == 0 && queue.size() == 10);
		assertThat(dead(queue)).isEqualTo(2);
		invariant(queue).check();
	}

	@Test
	default void deletesManyInSteps() {
		RedisQueue<String> queue = queue();
		sendMany(queue, 1_200);
		queue.receive(1_200, Duration.ZERO).forEach((delivery) -> delivery.reject("bad"));
		QueueSettings<String> settings = settingsOf(queue);
		RedisQueue<String> limited = factory().create(QueueSettings.builder(settings.name(), String.class)
			.type(settings.type())
			.deadLetters(new DeadLetterRetention(Duration.ZERO, 10))
			.build());
		assertThat(limited.stats().dead()).isEqualTo(700);
		assertThat(limited.size()).isZero();
		assertThat(limited.deadLetters().size()).isEqualTo(10);
		assertThat(queue.deadLetters().size()).isEqualTo(10);
		assertThat(queue.deadLetters().purge()).isEqualTo(10);
		invariant(queue).checkEmpty();
	}

	@Test
	default void remembersTheIdsOfDeletedDeadLettersForTheWindow() {
		RedisQueue<String> queue = queue((settings) -> settings.duplicateWindow(Duration.ofHours(1))
			.deadLetters(new DeadLetterRetention(Duration.ZERO, 1)));
		for (String id : List.of("a", "b")) {
			sendWithIds(queue, id);
			queue.receive().orElseThrow().reject("bad");
			awaitNextMillisecond();
		}
		sendWithIds(queue, "a", "b");
		assertThat(queue.size()).as("a is remembered, and b is dead").isZero();
	}

	@Test
	default void refusesWrongLimits() {
		assertThatIllegalArgumentException().isThrownBy(() -> new DeadLetterRetention(Duration.ofMillis(-1), 0));
		assertThatIllegalArgumentException().isThrownBy(() -> new DeadLetterRetention(Duration.ofNanos(1), 0));
		assertThatIllegalArgumentException().isThrownBy(() -> new DeadLetterRetention(Duration.ZERO, -1));
	}

	private RedisQueue<String> keeping(DeadLetterRetention retention) {
		return queue((settings) -> settings.maxAttempts(1).deadLetters(retention));
	}

	private long dead(RedisQueue<String> queue) {
		String dead = invariant(queue).key("dead");
		return redis().nodeOf(dead).number("ZCARD", dead);
	}

	private void awaitNextMillisecond() {
		Instant before = redis().serverTime();
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.until(() -> redis().serverTime().isAfter(before.plusMillis(1)));
	}

}
