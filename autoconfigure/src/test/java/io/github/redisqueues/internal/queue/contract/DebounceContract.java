package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.QueuedMessage;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.queue.SendResult;
import io.github.redisqueues.queue.SendResult.Outcome;
import io.github.redisqueues.testing.BlockedCall;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * A debounced send replaces the message that is still delayed.
 */
interface DebounceContract extends QueueFixture {

	Duration AN_HOUR = Duration.ofHours(1);

	SendOptions NAMED = SendOptions.defaults().deduplicationId("name");

	SendOptions LONG_DEBOUNCE = NAMED.debounce(AN_HOUR, Duration.ofHours(2));

	@Test
	default void replacesThePayloadAndPushesTheDueTime() {
		RedisQueue<String> queue = queue();
		SendResult first = queue.trySend("first", LONG_DEBOUNCE);
		assertThat(first.outcome()).isEqualTo(Outcome.STORED);
		QueuedMessage<String> before = queue.browse(0, 10).get(0);
		SendOptions later = NAMED.debounce(Duration.ofMinutes(90), Duration.ofHours(2)).header("by", "second");
		SendResult second = queue.trySend("second", later);
		assertThat(second).isEqualTo(new SendResult(first.id(), Outcome.REPLACED));
		assertThat(queue.send("third", later.header("by", "third"))).isEqualTo(first.id());
		assertThat(queue.browse(0, 10)).singleElement().satisfies((message) -> {
			assertThat(message.id()).isEqualTo(first.id());
			assertThat(message.payload()).isEqualTo("third");
			assertThat(message.headers()).isEqualTo(Map.of("by", "third"));
			assertThat(message.sentAt()).isEqualTo(before.sentAt());
			assertThat(message.dueAt().orElseThrow()).isBetween(before.sentAt().plus(Duration.ofMinutes(90)),
					before.sentAt().plus(Duration.ofMinutes(95)));
		});
	}

	@Test
	default void pushesNoFurtherThanTheMaximumAfterTheFirstSend() {
		RedisQueue<String> queue = queue();
		queue.send("first", NAMED.debounce(AN_HOUR, AN_HOUR));
		Instant due = queue.browse(0, 1).get(0).dueAt().orElseThrow();
		Awaitility.await().until(() -> {
			queue.send("again", NAMED.debounce(AN_HOUR, AN_HOUR));
			return redis().serverTime().isAfter(due.minus(AN_HOUR).plusMillis(20));
		});
		assertThat(queue.browse(0, 10)).singleElement().satisfies((message) -> {
			assertThat(message.payload()).isEqualTo("again");
			assertThat(message.dueAt()).contains(due);
		});
	}

	@Test
	default void deliversTheLastPayloadOnceItIsQuiet() {
		RedisQueue<String> queue = queue();
		BlockedCall<List<String>> waiter = inThread(() -> queue.poll(10, Duration.ofSeconds(30)))
			.awaitParked(() -> isWaitedFor(queue));
		queue.send("far away", LONG_DEBOUNCE);
		inOtherProcess(queue).send("soon", NAMED.debounce(Duration.ofMillis(50), AN_HOUR));
		assertThat(waiter.atOnce()).as("an earlier due time wakes").containsExactly("soon");
		invariant(queue).checkEmpty();
	}

	@Test
	default void storesANewMessageOnceTheOldOneIsReadyInFlightOrSettled() {
		RedisQueue<String> queue = queue((settings) -> settings.duplicateWindow(AN_HOUR));
		String first = queue.send("first", NAMED.debounce(Duration.ofMillis(1), AN_HOUR));
		Awaitility.await().until(() -> queue.stats().ready() == 1);
		SendResult second = queue.trySend("second", LONG_DEBOUNCE);
		assertThat(second.outcome()).as("while the first is ready").isEqualTo(Outcome.STORED);
		assertThat(second.id()).isNotEqualTo(first);
		Delivery<String> delivery = queue.receive().orElseThrow();
		assertThat(delivery.payload()).isEqualTo("first");
		assertThat(queue.trySend("third", LONG_DEBOUNCE)).as("while the first is in flight")
			.isEqualTo(new SendResult(second.id(), Outcome.REPLACED));
		assertThat(delivery.ack()).isTrue();
		assertThat(queue.send("plain", NAMED)).as("a duplicate of the debounced one").isEqualTo(second.id());
		assertThat(queue.cancel(second.id())).isTrue();
		assertThat(queue.trySend("fourth", LONG_DEBOUNCE).outcome()).as("within the window of the settled ones")
			.isEqualTo(Outcome.STORED);
		assertThat(queue.browse(0, 10)).extracting(QueuedMessage::payload).containsExactly("fourth");
	}

	@Test
	default void doesNotReplaceAMessageThatFailedBefore() {
		RedisQueue<String> queue = queue();
		String first = queue.send("first", NAMED);
		assertThat(queue.receive().orElseThrow().nack(AN_HOUR)).isTrue();
		SendResult second = queue.trySend("second", LONG_DEBOUNCE);
		assertThat(second.outcome()).isEqualTo(Outcome.STORED);
		assertThat(queue.browse(0, 10)).extracting(QueuedMessage::id).containsExactlyInAnyOrder(first, second.id());
	}

	@Test
	default void replacesByAGivenIdUntilThatIsReady() {
		RedisQueue<String> queue = queue();
		SendOptions byId = SendOptions.defaults().id("order-1");
		assertThat(queue.trySend("first", byId.debounce(AN_HOUR, AN_HOUR)))
			.isEqualTo(new SendResult("order-1", Outcome.STORED));
		assertThat(queue.trySend("second", byId.debounce(Duration.ofMillis(1), AN_HOUR)))
			.isEqualTo(new SendResult("order-1", Outcome.REPLACED));
		Awaitility.await().until(() -> queue.stats().ready() == 1);
		assertThat(queue.trySend("third", byId.debounce(AN_HOUR, AN_HOUR))).as("there cannot be two of one id")
			.isEqualTo(new SendResult("order-1", Outcome.DUPLICATE));
		assertThat(queue.poll()).contains("second");
		invariant(queue).checkEmpty();
	}

	@Test
	default void replacesAllThatIsStoredBesideThePayload() {
		RedisQueue<String> queue = queue();
		SendOptions byId = SendOptions.defaults().id("order-1").debounce(AN_HOUR, AN_HOUR);
		SendOptions more = byId.deduplicationId("old").timeToLive(Duration.ofHours(2)).maxAttempts(1).header("a", "b");
		SendOptions other = byId.deduplicationId("new").maxAttempts(2);
		if (type() != QueueType.LIFO) {
			more = more.group("old");
			other = other.group("new");
		}
		if (type() == QueueType.PRIORITY) {
			more = more.priority(3);
			other = other.priority(-3);
		}
		queue.send("first", more);
		assertThat(queue.trySend("second", other).outcome()).isEqualTo(Outcome.REPLACED);
		invariant(queue).check();
		String expiries = invariant(queue).key("expiries");
		assertThat(redis().nodeOf(expiries).number("ZCARD", expiries)).isZero();
		assertThat(queue.trySend("free", SendOptions.defaults().deduplicationId("old")).outcome())
			.isEqualTo(Outcome.STORED);
		assertThat(queue.trySend("taken", SendOptions.defaults().deduplicationId("new")).outcome())
			.isEqualTo(Outcome.DUPLICATE);
		assertThat(queue.poll()).contains("free");
		assertThat(queue.trySend("third", byId.debounce(Duration.ofMillis(1), AN_HOUR)).outcome())
			.isEqualTo(Outcome.REPLACED);
		Delivery<String> delivery = queue.receive(Duration.ofSeconds(10)).orElseThrow();
		assertThat(delivery.payload()).isEqualTo("third");
		assertThat(delivery.group()).isEmpty();
		assertThat(delivery.headers()).isEmpty();
		assertThat(delivery.ack()).isTrue();
		invariant(queue).checkEmpty();
	}

	@Test
	default void takesNoRoomForAReplacement() {
		RedisQueue<String> queue = queue((settings) -> settings.capacity(1));
		queue.send("first", LONG_DEBOUNCE);
		assertThat(queue.trySend("second", LONG_DEBOUNCE).outcome()).isEqualTo(Outcome.REPLACED);
		assertThat(queue.trySend("other", NAMED.deduplicationId("other").debounce(AN_HOUR, AN_HOUR)).outcome())
			.isEqualTo(Outcome.FULL);
	}

	@Test
	default void refusesADebounceThatCannotWork() {
		RedisQueue<String> queue = queue((settings) -> settings.timeToLive(AN_HOUR));
		SendOptions nameless = SendOptions.defaults().debounce(Duration.ofMillis(1), AN_HOUR);
		assertThatIllegalArgumentException().isThrownBy(() -> queue.send("a", nameless))
			.withMessageContaining(queue.name())
			.withMessageContaining("deduplicationId");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> queue.sendAll(List.of("a", "b"), nameless.deduplicationId("name")));
		assertThatIllegalArgumentException().isThrownBy(() -> queue.send("a", LONG_DEBOUNCE))
			.withMessageContaining("timeToLive");
		assertThatIllegalArgumentException().isThrownBy(() -> NAMED.debounce(Duration.ZERO, AN_HOUR));
		assertThatIllegalArgumentException().isThrownBy(() -> NAMED.debounce(AN_HOUR, Duration.ofMinutes(1)))
			.withMessageContaining("max");
		assertThat(queue.size()).isZero();
	}

	@Test
	default void isReplacedByADelayAndReplacesIt() {
		assertThat(LONG_DEBOUNCE.delay(AN_HOUR).debounce()).isEmpty();
		assertThat(LONG_DEBOUNCE.deliverAt(Instant.EPOCH).debounce()).isEmpty();
		assertThat(NAMED.delay(AN_HOUR).debounce(AN_HOUR, AN_HOUR).delay()).isEmpty();
		assertThat(NAMED.deliverAt(Instant.EPOCH).debounce(AN_HOUR, AN_HOUR).deliverAt()).isEmpty();
	}

}
