package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.util.List;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.queue.SendResult;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * A send can be repeated by its id or its deduplication id.
 */
interface IdempotenceContract extends QueueFixture {

	SendOptions BY_ID = SendOptions.defaults().id("order-1");

	SendOptions BY_NAME = SendOptions.defaults().deduplicationId("order-1");

	@Test
	default void addsNothingWhileTheIdIsReadyInFlightDelayedOrDead() {
		RedisQueue<String> queue = queue();
		assertThat(queue.send("first", BY_ID)).isEqualTo("order-1");
		assertThat(queue.send("second", BY_ID)).isEqualTo("order-1");
		assertThat(queue.size()).isEqualTo(1);
		Delivery<String> delivery = queue.receive().orElseThrow();
		assertThat(delivery.payload()).isEqualTo("first");
		assertThat(queue.send("third", BY_ID)).isEqualTo("order-1");
		assertThat(queue.stats()).extracting(QueueStats::ready, QueueStats::inFlight).containsExactly(0L, 1L);
		assertThat(delivery.nack(Duration.ofHours(1))).isTrue();
		assertThat(queue.send("fourth", BY_ID)).isEqualTo("order-1");
		assertThat(queue.stats()).extracting(QueueStats::ready, QueueStats::delayed).containsExactly(0L, 1L);
	}

	@Test
	default void keepsTheIdTakenWhileTheMessageIsDead() {
		RedisQueue<String> queue = queue();
		queue.send("first", BY_ID);
		queue.receive().orElseThrow().reject("bad");
		assertThat(queue.send("second", BY_ID)).isEqualTo("order-1");
		assertThat(queue.size()).isZero();
		assertThat(queue.deadLetters().delete("order-1")).isTrue();
		queue.send("third", BY_ID);
		assertThat(queue.poll()).contains("third");
	}

	@Test
	default void freesTheIdOnceTheMessageIsSettled() {
		RedisQueue<String> queue = queue();
		queue.send("acknowledged", BY_ID);
		queue.receive().orElseThrow().ack();
		queue.send("polled", BY_ID);
		assertThat(queue.poll()).contains("polled");
		queue.send("cancelled", BY_ID);
		assertThat(queue.cancel("order-1")).isTrue();
		queue.send("purged", BY_ID);
		assertThat(queue.purge()).isEqualTo(1);
		queue.send("last", BY_ID);
		assertThat(drain(queue)).containsExactly("last");
		invariant(queue).checkEmpty();
	}

	@Test
	default void remembersTheIdForTheDuplicateWindow() {
		RedisQueue<String> queue = queue((settings) -> settings.duplicateWindow(Duration.ofMillis(300)));
		queue.send("first", BY_ID);
		queue.receive().orElseThrow().ack();
		assertThat(queue.send("second", BY_ID)).isEqualTo("order-1");
		assertThat(queue.size()).isZero();
		Awaitility.await().untilAsserted(() -> {
			queue.send("third", BY_ID);
			assertThat(queue.poll()).contains("third");
		});
	}

	@Test
	default void returnsTheMessageThatStandsForTheDeduplicationId() {
		RedisQueue<String> queue = queue();
		String first = queue.send("first", BY_NAME);
		assertThat(queue.send("second", BY_NAME)).isEqualTo(first);
		assertThat(queue.send("third", BY_NAME.id("other"))).isEqualTo(first);
		Delivery<String> delivery = queue.receive().orElseThrow();
		assertThat(queue.send("fourth", BY_NAME)).isEqualTo(first);
		delivery.nack();
		assertThat(queue.send("fifth", BY_NAME)).isEqualTo(first);
		assertThat(drain(queue)).containsExactly("first");
		assertThat(queue.send("sixth", BY_NAME)).isNotEqualTo(first);
		assertThat(drain(queue)).containsExactly("sixth");
	}

	@Test
	default void freesTheDeduplicationIdHoweverTheMessageEnds() {
		RedisQueue<String> queue = queue();
		queue.send("acknowledged", BY_NAME);
		queue.ack(queue.receive(1, Duration.ZERO));
		queue.cancel(queue.send("cancelled", BY_NAME));
		queue.send("purged", BY_NAME);
		assertThat(queue.purge()).isEqualTo(1);
		String dead = queue.send("dead", BY_NAME);
		queue.receive().orElseThrow().reject("bad");
		String last = queue.send("last", BY_NAME);
		assertThat(queue.deadLetters().delete(dead)).isTrue();
		assertThat(queue.send("duplicate", BY_NAME)).as("still that of the last message").isEqualTo(last);
		assertThat(drain(queue)).containsExactly("last");
		invariant(queue).checkEmpty();
	}

	@Test
	default void remembersTheDeduplicationIdForTheDuplicateWindow() {
		RedisQueue<String> queue = queue((settings) -> settings.duplicateWindow(Duration.ofMillis(300)));
		String first = queue.send("first", BY_NAME);
		assertThat(queue.poll()).contains("first");
		assertThat(queue.send("second", BY_NAME)).isEqualTo(first);
		assertThat(queue.size()).isZero();
		Awaitility.await().untilAsserted(() -> assertThat(queue.send("third", BY_NAME)).isNotEqualTo(first));
		assertThat(drain(queue)).containsExactly("third");
	}

	@Test
	default void findsADuplicateByTheBytesOfThePayload() {
		RedisQueue<String> queue = queue();
		SendOptions byContent = SendOptions.defaults().deduplicateByContent();
		String first = queue.send("a", byContent);
		assertThat(queue.trySend("a", byContent.header("other", "header").id("other id")))
			.isEqualTo(new SendResult(first, SendResult.Outcome.DUPLICATE));
		assertThat(queue.trySend("b", byContent).outcome()).isEqualTo(SendResult.Outcome.STORED);
		assertThat(queue.send("a")).as("without the option").isNotEqualTo(first);
		assertThat(drain(queue)).containsExactlyInAnyOrder("a", "b", "a");
		assertThat(queue.trySend("a", byContent).outcome()).isEqualTo(SendResult.Outcome.STORED);
		assertThat(drain(queue)).containsExactly("a");
		invariant(queue).checkEmpty();
		assertThatIllegalArgumentException().isThrownBy(() -> queue.sendAll(List.of("a", "b"), byContent))
			.withMessageContaining("one by one");
		assertThat(byContent.deduplicationId("name").isDeduplicatedByContent()).isFalse();
		assertThat(SendOptions.defaults().deduplicationId("name").deduplicateByContent().deduplicationId()).isEmpty();
	}

	@Test
	default void findsADuplicateByTheBytesOfABinaryPayload() {
		RedisQueue<byte[]> queue = queue(byte[].class, (settings) -> settings);
		SendOptions byContent = SendOptions.defaults().deduplicateByContent();
		byte[] bytes = { 0, -1, 13, 10 };
		String first = queue.send(bytes, byContent);
		assertThat(queue.send(bytes.clone(), byContent)).isEqualTo(first);
		assertThat(queue.send(new byte[0], byContent)).isNotEqualTo(first);
		assertThat(queue.trySend(bytes, byContent.debounce(Duration.ofHours(1), Duration.ofHours(1))).outcome())
			.as("not delayed any more")
			.isEqualTo(SendResult.Outcome.STORED);
	}

	@Test
	default void doesNotRefuseADuplicateWhenTheQueueIsFull() {
		RedisQueue<String> queue = queue((settings) -> settings.capacity(2));
		queue.send("first", BY_ID);
		String second = queue.send("second", BY_NAME);
		assertThat(queue.send("first", BY_ID)).isEqualTo("order-1");
		assertThat(queue.send("second", BY_NAME)).isEqualTo(second);
		assertThat(queue.size()).isEqualTo(2);
	}

	@Test
	default void repeatsNothingAcrossQueues() {
		RedisQueue<String> one = queue();
		RedisQueue<String> other = queue();
		one.send("one", BY_ID.deduplicationId("name"));
		other.send("other", BY_ID.deduplicationId("name"));
		assertThat(one.poll()).contains("one");
		assertThat(other.poll()).contains("other");
	}

}
