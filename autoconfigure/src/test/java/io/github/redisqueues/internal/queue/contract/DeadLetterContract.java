package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.DeadLetters;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueFullException;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.QueuedMessage;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What can be done with the messages that were given up.
 */
interface DeadLetterContract extends QueueFixture {

	@Test
	default void showsDeadLettersWithAllThatIsKnownOfThem() {
		RedisQueue<String> queue = queue();
		String id = queue.send("a", SendOptions.defaults().header("trace", "4711"));
		Delivery<String> delivery = queue.receive().orElseThrow();
		delivery.reject("unwanted");
		DeadLetters<String> dead = queue.deadLetters();
		assertThat(dead.size()).isEqualTo(1);
		assertThat(queue.size()).isZero();
		assertThat(queue.stats().dead()).isEqualTo(1);
		assertThat(dead.browse(0, 10)).singleElement().satisfies((letter) -> {
			assertThat(letter.id()).isEqualTo(id);
			assertThat(letter.payload()).isEqualTo("a");
			assertThat(letter.bytes()).asString().isEqualTo("\"a\"");
			assertThat(letter.reason()).isEqualTo("unwanted");
			assertThat(letter.attempts()).isEqualTo(1);
			assertThat(letter.headers()).containsEntry("trace", "4711").hasSize(1);
			assertThat(letter.sentAt()).isEqualTo(delivery.sentAt());
			assertThat(letter.diedAt()).isAfterOrEqualTo(letter.sentAt());
		});
	}

	@Test
	default void browsesTheLongestDeadFirst() {
		RedisQueue<String> queue = queue();
		List<String> order = kill(queue, 5);
		DeadLetters<String> dead = queue.deadLetters();
		assertThat(dead.browse(0, 1_000)).extracting(DeadLetter::payload).isEqualTo(order);
		assertThat(dead.browse(1, 2)).extracting(DeadLetter::payload).isEqualTo(order.subList(1, 3));
		assertThat(dead.browse(4, 2)).extracting(DeadLetter::payload).isEqualTo(order.subList(4, 5));
		assertThat(dead.browse(5, 2)).isEmpty();
		assertThatIllegalArgumentException().isThrownBy(() -> dead.browse(-1, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> dead.browse(0, 1_001));
		assertThatIllegalArgumentException().isThrownBy(() -> dead.browse(0, -1));
	}

	@Test
	default void redrivesOneWithAllItsAttempts() {
		RedisQueue<String> queue = queue((settings) -> settings.maxAttempts(2));
		String id = queue.send("a");
		queue.receive().orElseThrow().nack();
		queue.receive().orElseThrow().nack();
		DeadLetters<String> dead = queue.deadLetters();
		assertThat(dead.redrive("unknown")).isFalse();
		assertThat(dead.redrive(id)).isTrue();
		assertThat(dead.redrive(id)).isFalse();
		assertThat(dead.size()).isZero();
		for (int attempt = 1; attempt <= 2; attempt++) {
			Delivery<String> delivery = queue.receive().orElseThrow();
			assertThat(delivery.id()).isEqualTo(id);
			assertThat(delivery.attempt()).isEqualTo(attempt);
			assertThat(delivery.nack()).isTrue();
		}
		assertThat(dead.browse(0, 1)).singleElement().satisfies((letter) -> assertThat(letter.attempts()).isEqualTo(2));
	}

	@Test
	default void redrivesAndDeletesThoseThatAreNamed() {
		RedisQueue<String> queue = queue();
		List<String> ids = queue.sendAll(numbered(6));
		queue.receive(5, Duration.ZERO).forEach((delivery) -> delivery.reject("bad"));
		DeadLetters<String> dead = queue.deadLetters();
		List<String> died = dead.browse(0, 10).stream().map(DeadLetter::id).toList();
		String alive = ids.stream().filter((id) -> !died.contains(id)).findFirst().orElseThrow();
		assertThat(dead.redrive(List.of())).isZero();
		assertThat(dead.delete(List.of())).isZero();
		assertThat(dead.redrive(List.of(alive, "", "unknown", died.get(1), died.get(3), died.get(1)))).isEqualTo(2);
		assertThat(dead.delete(List.of(alive, "", "unknown", died.get(0), died.get(1), died.get(0)))).isEqualTo(1);
		assertThat(dead.browse(0, 10)).extracting(DeadLetter::id).containsExactlyInAnyOrder(died.get(2), died.get(4));
		assertThat(queue.browse(0, 10)).extracting(QueuedMessage::id)
			.containsExactlyInAnyOrder(alive, died.get(1), died.get(3));
	}

	@Test
	default void redrivesThoseThatExpiredInTheMiddle() {
		RedisQueue<String> queue = queue();
		SendOptions expiring = SendOptions.defaults().timeToLive(Duration.ofMillis(1));
		List<String> expired = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			queue.send("before");
			expired.add(queue.send("expired " + i, expiring));
			queue.send("after");
		}
		Awaitility.await().until(() -> queue.stats().dead() == 5);
		assertThat(queue.deadLetters().redrive(expired)).isEqualTo(5);
		invariant(queue).check();
		assertThat(queue.stats()).extracting(QueueStats::ready, QueueStats::dead).containsExactly(15L, 0L);
		assertThat(queue.deadLetters().redrive(expired)).isZero();
	}

	@Test
	default void redrivesTheLongestDead() {
		RedisQueue<String> queue = queue();
		List<String> order = kill(queue, 5);
		assertThat(queue.deadLetters().redrive(2)).isEqualTo(2);
		assertThat(drain(queue)).containsExactlyInAnyOrderElementsOf(order.subList(0, 2));
		assertThat(queue.deadLetters().redrive(100)).isEqualTo(3);
		assertThat(queue.deadLetters().redrive(100)).isZero();
		assertThat(queue.size()).isEqualTo(3);
		assertThatIllegalArgumentException().isThrownBy(() -> queue.deadLetters().redrive(0));
	}

	@Test
	default void redrivesAndPurgesMoreThanOneScriptWouldTake() {
		RedisQueue<String> queue = queue();
		List<String> sent = sendMany(queue, 1_200);
		queue.receive(1_200, Duration.ZERO).forEach((delivery) -> delivery.reject("bad"));
		assertThat(queue.deadLetters().redrive(1_100)).isEqualTo(1_100);
		assertThat(queue.deadLetters().redrive(1_100)).isEqualTo(100);
		List<Delivery<String>> again = queue.receive(1_200, Duration.ZERO);
		assertThat(QueueFixture.payloads(again)).containsExactlyInAnyOrderElementsOf(sent);
		again.forEach((delivery) -> delivery.reject("bad"));
		assertThat(queue.deadLetters().purge()).isEqualTo(1_200);
		assertThat(queue.deadLetters().purge()).isZero();
		invariant(queue).checkEmpty();
	}

	@Test
	default void redrivesPastTheCapacity() {
		RedisQueue<String> queue = queue((settings) -> settings.capacity(1));
		queue.send("dead");
		queue.receive().orElseThrow().reject("bad");
		queue.send("alive");
		assertThat(queue.deadLetters().redrive(10)).isEqualTo(1);
		assertThat(queue.size()).isEqualTo(2);
		assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> queue.send("no"));
	}

	@Test
	default void deletesOne() {
		RedisQueue<String> queue = queue();
		kill(queue, 2);
		DeadLetters<String> dead = queue.deadLetters();
		String id = dead.browse(0, 1).get(0).id();
		assertThat(dead.delete("unknown")).isFalse();
		assertThat(dead.delete(id)).isTrue();
		assertThat(dead.delete(id)).isFalse();
		assertThat(dead.size()).isEqualTo(1);
		assertThat(dead.purge()).isEqualTo(1);
		invariant(queue).checkEmpty();
	}

	@Test
	default void touchesOnlyTheDead() {
		RedisQueue<String> queue = queue();
		String ready = queue.send("ready");
		String delayed = queue.send("delayed", SendOptions.defaults().delay(Duration.ofHours(1)));
		for (String id : List.of(ready, delayed)) {
			assertThat(queue.deadLetters().delete(id)).isFalse();
			assertThat(queue.deadLetters().redrive(id)).isFalse();
		}
		assertThat(queue.deadLetters().purge()).isZero();
		Delivery<String> delivery = queue.receive().orElseThrow();
		assertThat(queue.deadLetters().delete(ready)).isFalse();
		assertThat(queue.deadLetters().redrive(ready)).isFalse();
		assertThat(delivery.ack()).isTrue();
	}

	/**
	 * Sends messages and rejects them one after the other.
	 * @param queue where
	 * @param count how many
	 * @return the payloads in the order in which they died
	 */
	private List<String> kill(RedisQueue<String> queue, int count) {
		List<String> order = asTaken(sendMany(queue, count));
		for (int i = 0; i < count; i++) {
			Delivery<String> delivery = queue.receive().orElseThrow();
			assertThat(delivery.payload()).isEqualTo(order.get(i));
			delivery.reject("bad");
			// Letters that died in the same millisecond have no order
			Instant died = redis().serverTime();
			Awaitility.await()
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(1))
				.until(() -> redis().serverTime().isAfter(died.plusMillis(1)));
		}
		return order;
	}

}
