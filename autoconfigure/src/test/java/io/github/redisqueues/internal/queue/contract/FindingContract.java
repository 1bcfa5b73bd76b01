package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.MessageState;
import io.github.redisqueues.queue.QueuedMessage;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Finding one message by its id.
 */
interface FindingContract extends QueueFixture {

	@Test
	default void findsAMessageInEachState() {
		RedisQueue<String> queue = queue();
		queue.send("payload", SendOptions.defaults().id("a").header("trace", "4711").delay(Duration.ofHours(1)));
		QueuedMessage<String> delayed = found(queue, "a", MessageState.DELAYED, 0);
		assertThat(delayed.payload()).isEqualTo("payload");
		assertThat(delayed.headers()).containsEntry("trace", "4711");
		assertThat(delayed.attempts()).isZero();
		assertThat(delayed.dueAt()).contains(delayed.sentAt().plus(Duration.ofHours(1)));
		assertThat(delayed.leaseUntil()).isEmpty();
		queue.cancel("a");
		assertAbsent(queue, "a");
		sendWithIds(queue, "a");
		QueuedMessage<String> ready = found(queue, "a", MessageState.READY, 0);
		assertThat(ready.attempts()).isZero();
		assertThat(ready.dueAt()).isEmpty();
		Delivery<String> delivery = queue.receive().orElseThrow();
		QueuedMessage<String> leased = found(queue, "a", MessageState.IN_FLIGHT, -1);
		assertThat(leased.attempts()).isEqualTo(1);
		assertThat(leased.leaseUntil()).contains(delivery.leaseUntil());
		assertThat(leased.sentAt()).isEqualTo(delivery.sentAt());
		delivery.nack();
		assertThat(found(queue, "a", MessageState.READY, 0).attempts()).isEqualTo(1);
		delivery = queue.receive().orElseThrow();
		delivery.nack(Duration.ofHours(1));
		assertThat(found(queue, "a", MessageState.DELAYED, 0).attempts()).isEqualTo(2);
		assertThat(queue.deadLetters().find("a")).isEmpty();
	}

	@Test
	default void findsADeadLetter() {
		RedisQueue<String> queue = queue();
		sendWithIds(queue, "a");
		queue.receive().orElseThrow().reject("bad");
		QueuedMessage<String> dead = found(queue, "a", MessageState.DEAD, -1);
		assertThat(dead.attempts()).isEqualTo(1);
		assertThat(dead.dueAt()).isEmpty();
		DeadLetter<String> letter = queue.deadLetters().find("a").orElseThrow();
		assertThat(letter).usingRecursiveComparison().isEqualTo(queue.deadLetters().browse(0, 1).get(0));
		queue.deadLetters().delete("a");
		assertAbsent(queue, "a");
	}

	@Test
	default void findsNothingUnderAnUnknownOrImpossibleId() {
		RedisQueue<String> queue = queue();
		for (String id : List.of("", "unknown", "\ud800", "a\0b", "x".repeat(10_000))) {
			assertAbsent(queue, id);
		}
	}

	@Test
	default void findsAnExpiredMessageAmongTheDead() {
		RedisQueue<String> queue = queue();
		queue.send("a", SendOptions.defaults().id("a").timeToLive(Duration.ofMillis(1)));
		Instant sent = redis().serverTime();
		Awaitility.await().until(() -> redis().serverTime().isAfter(sent.plusMillis(1)));
		assertThat(found(queue, "a", MessageState.DEAD, -1).attempts()).isZero();
		assertThat(queue.deadLetters().find("a").orElseThrow().reason()).isEqualTo(DeadLetter.EXPIRED);
	}

	@Test
	default void tellsThePositionAmongTheReady() {
		RedisQueue<String> queue = queue();
		sendWithIds(queue, "a", "b", "c", "d", "e");
		queue.cancel(asTaken("a", "b", "c", "d", "e").get(1));
		List<String> order = asTaken("a", "b", "c", "d", "e");
		order.remove(1);
		for (int i = 0; i < order.size(); i++) {
			found(queue, order.get(i), MessageState.READY, i);
			QueuedMessage<String> browsed = queue.browse(i, 1).get(0);
			assertThat(browsed.id()).isEqualTo(order.get(i));
			assertThat(browsed.position()).hasValue(i);
		}
	}

	@Test
	default void tellsThePositionBehindManyThatWereCancelled() {
		RedisQueue<String> queue = queue();
		List<String> order = asTaken(queue.sendAll(numbered(1_000)));
		order.subList(1, 400).forEach(queue::cancel);
		found(queue, order.get(0), MessageState.READY, 0);
		found(queue, order.get(400), MessageState.READY, 1);
		found(queue, order.get(900), MessageState.READY, 501);
	}

	@Test
	default void tellsThePositionAmongTheDelayed() {
		RedisQueue<String> queue = queue();
		queue.send("later", SendOptions.defaults().id("later").delay(Duration.ofHours(2)));
		queue.send("sooner", SendOptions.defaults().id("sooner").delay(Duration.ofHours(1)));
		found(queue, "sooner", MessageState.DELAYED, 0);
		found(queue, "later", MessageState.DELAYED, 1);
		assertThat(queue.browse(1, 1).get(0).position()).hasValue(1);
	}

	@Test
	default void searchesAListForItsFirstTenThousandOnly() {
		RedisQueue<String> queue = queue();
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < 11; i++) {
			ids.addAll(queue.sendAll(numbered(1_000)));
		}
		boolean sorted = type() == QueueType.PRIORITY;
		List<String> order = asTaken(ids);
		found(queue, order.get(9_999), MessageState.READY, 9_999);
		found(queue, order.get(10_000), MessageState.READY, sorted ? 10_000 : -1);
	}

	/**
	 * Finds a message and checks where it is.
	 * @param position how many messages are ahead of it, -1 for none that is known
	 * @return the message
	 */
	static QueuedMessage<String> found(RedisQueue<String> queue, String id, MessageState state, long position) {
		assertThat(queue.contains(id)).isTrue();
		QueuedMessage<String> message = queue.find(id).orElseThrow();
		assertThat(message.id()).isEqualTo(id);
		assertThat(message.state()).isEqualTo(state);
		assertThat(message.position()).isEqualTo((position < 0) ? OptionalLong.empty() : OptionalLong.of(position));
		return message;
	}

	private static void assertAbsent(RedisQueue<String> queue, String id) {
		assertThat(queue.contains(id)).isFalse();
		assertThat(queue.find(id)).isEmpty();
		assertThat(queue.deadLetters().find(id)).isEmpty();
	}

}
