package io.github.redisqueues.internal.queue.contract;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.MessageState;
import io.github.redisqueues.queue.MessageUpdate;
import io.github.redisqueues.queue.PayloadException;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.QueuedMessage;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.BlockedCall;
import org.junit.jupiter.api.Test;

import static io.github.redisqueues.internal.queue.contract.FindingContract.found;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Changing a message that nobody has taken.
 */
interface UpdatingContract extends QueueFixture {

	MessageUpdate IN_AN_HOUR = MessageUpdate.unchanged().delay(Duration.ofHours(1));

	MessageUpdate NOW = MessageUpdate.unchanged().delay(Duration.ZERO);

	@Test
	default void replacesThePayloadOfAMessageInItsPlace() {
		for (String updated : List.of("a", "b", "c")) {
			RedisQueue<String> queue = queue();
			sendWithIds(queue, "a", "b", "c");
			assertThat(queue.update(updated, "new")).isTrue();
			assertThat(queue.update(updated, "new")).as("repeated").isTrue();
			invariant(queue).check();
			List<String> expected = asTaken("a", "b", "c");
			expected.replaceAll((payload) -> payload.equals(updated) ? "new" : payload);
			assertThat(queue.size()).isEqualTo(3);
			assertThat(drain(queue)).isEqualTo(expected);
			invariant(queue).checkEmpty();
		}
	}

	@Test
	default void keepsAllElseThatIsKnownOfTheMessage() {
		RedisQueue<String> queue = queue();
		SendOptions options = SendOptions.defaults()
			.deduplicationId("d")
			.header("trace", "4711")
			.header("größe", "x".repeat(300))
			.timeToLive(Duration.ofDays(1));
		String id = queue.send("old", options);
		queue.receive().orElseThrow().nack();
		QueuedMessage<String> before = queue.find(id).orElseThrow();
		assertThat(queue.update(id, "a much longer payload than before")).isTrue();
		assertThat(queue.find(id).orElseThrow()).usingRecursiveComparison().ignoringFields("message").isEqualTo(before);
		assertThat(queue.send("other", options)).as("the deduplication id stands").isEqualTo(id);
		Delivery<String> delivery = queue.receive().orElseThrow();
		assertThat(delivery.payload()).isEqualTo("a much longer payload than before");
		assertThat(delivery.attempt()).isEqualTo(2);
		assertThat(delivery.headers()).isEqualTo(Map.of("trace", "4711", "größe", "x".repeat(300)));
		assertThat(delivery.sentAt()).isEqualTo(before.sentAt());
		assertThat(delivery.ack()).isTrue();
		assertThat(queue.send("other", options)).isNotEqualTo(id);
	}

	@Test
	default void updatesNothingThatIsInFlightDeadOrUnknown() {
		RedisQueue<String> queue = queue();
		sendWithIds(queue, "a");
		Delivery<String> delivery = queue.receive().orElseThrow();
		for (String id : List.of("a", "unknown", "", "\ud800")) {
			assertThat(queue.update(id, "new", IN_AN_HOUR)).isFalse();
			assertThat(queue.update(id, NOW)).isFalse();
		}
		assertThat(delivery.reject("bad")).isTrue();
		assertThat(queue.update("a", "new", IN_AN_HOUR)).isFalse();
		assertThat(queue.deadLetters().find("a").orElseThrow().payload()).isEqualTo("a");
	}

	@Test
	default void givesAnOldReceiptNothingOfTheUpdatedMessage() {
		RedisQueue<String> queue = queue();
		sendWithIds(queue, "a");
		Delivery<String> stale = queue.receive().orElseThrow();
		stale.nack();
		assertThat(queue.update("a", "new", IN_AN_HOUR)).isTrue();
		assertThat(stale.ack()).isFalse();
		assertThat(queue.update("a", NOW)).isTrue();
		Delivery<String> current = queue.receive().orElseThrow();
		assertThat(List.of(stale.ack(), stale.nack(), stale.reject("x"), stale.extend(Duration.ofHours(1))))
			.containsOnly(false);
		assertThat(current.ack()).isTrue();
		invariant(queue).checkEmpty();
	}

	@Test
	default void delaysAReadyMessageWhereverItIs() {
		for (String updated : List.of("a", "b", "c")) {
			RedisQueue<String> queue = queue();
			sendWithIds(queue, "a", "b", "c");
			assertThat(queue.update(updated, IN_AN_HOUR)).isTrue();
			invariant(queue).check();
			QueuedMessage<String> message = found(queue, updated, MessageState.DELAYED, 0);
			assertThat(message.dueAt().orElseThrow()).isBetween(message.sentAt().plus(Duration.ofHours(1)),
					redis().serverTime().plus(Duration.ofHours(1)).plusMillis(1));
			List<String> rest = asTaken("a", "b", "c");
			rest.remove(updated);
			assertThat(drain(queue)).isEqualTo(rest);
			assertThat(queue.update(updated, MessageUpdate.unchanged().deliverAt(Instant.EPOCH))).isTrue();
			assertThat(drain(queue)).containsExactly(updated);
			invariant(queue).checkEmpty();
		}
	}

	@Test
	default void putsWhatItMakesReadyBehindTheOthers() {
		RedisQueue<String> queue = queue();
		queue.send("delayed", SendOptions.defaults().id("delayed").delay(Duration.ofHours(1)));
		sendWithIds(queue, "a", "b");
		assertThat(queue.update("delayed", "now", NOW)).isTrue();
		assertThat(queue.update("a", NOW)).as("ready already").isTrue();
		List<String> expected = (type() == QueueType.PRIORITY) ? List.of("now", "a", "b") : asTaken("a", "b", "now");
		assertThat(drain(queue)).isEqualTo(expected);
	}

	@Test
	default void changesTheMomentOfADelayedMessage() {
		RedisQueue<String> queue = queue();
		Instant moment = redis().serverTime().plus(Duration.ofDays(3));
		String id = queue.send("a", SendOptions.defaults().delay(Duration.ofHours(1)).timeToLive(Duration.ofDays(9)));
		assertThat(queue.update(id, MessageUpdate.unchanged().deliverAt(moment))).isTrue();
		assertThat(queue.find(id).orElseThrow().dueAt().orElseThrow().toEpochMilli()).isEqualTo(moment.toEpochMilli());
		assertThat(queue.stats().delayed()).isEqualTo(1);
	}

	@Test
	default void wakesAWaiterForWhatBecomesReadyOrSooner() {
		RedisQueue<String> queue = queue();
		RedisQueue<String> other = inOtherProcess(queue);
		for (Duration sooner : List.of(Duration.ZERO, Duration.ofMillis(1))) {
			String id = queue.send("a", SendOptions.defaults().delay(Duration.ofHours(1)));
			BlockedCall<String> waiter = inThread(() -> other.poll(Duration.ofSeconds(30)).orElseThrow())
				.awaitParked(() -> isWaitedFor(queue));
			assertThat(queue.update(id, MessageUpdate.unchanged().delay(sooner))).isTrue();
			assertThat(waiter.atOnce()).isEqualTo("a");
		}
	}

	@Test
	default void canBeUpdatedAgainAndAgain() {
		RedisQueue<String> queue = queue();
		sendWithIds(queue, "a", "b", "c");
		for (int i = 0; i < 20; i++) {
			assertThat(queue.update("b", "b" + i, IN_AN_HOUR)).isTrue();
			assertThat(queue.update("b", NOW)).isTrue();
			invariant(queue).check();
		}
		assertThat(drain(queue)).containsExactlyInAnyOrder("a", "b19", "c");
		invariant(queue).checkEmpty();
	}

	@Test
	default void refusesWhatCannotBeStored() {
		RedisQueue<String> queue = queue();
		sendWithIds(queue, "a");
		if (type() != QueueType.PRIORITY) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> queue.update("a", MessageUpdate.unchanged().priority(1)))
				.withMessageContaining("no priorities")
				.withMessageContaining(queue.name());
		}
		assertThatIllegalArgumentException().isThrownBy(() -> MessageUpdate.unchanged().delay(Duration.ofMillis(-1)));
		String messages = invariant(queue).key("messages");
		for (String stored : List.of("", "\002\0\0\0\0\0\0\0\0\0new version", "\001\100\0\0\0\0\0\0\0\0flag",
				"\001\004\0\0\0\0\0\0\0\0\377cut headers", "\001\017\0\0\0\0\0\0\0\0\1\1")) {
			redis().nodeOf(messages).command("HSET", messages, "a", stored);
			assertThatExceptionOfType(PayloadException.class).isThrownBy(() -> queue.update("a", "new"))
				.withMessageContaining("'a'")
				.withMessageContaining(queue.name());
			assertThat(new String((byte[]) redis().nodeOf(messages).command("HGET", messages, "a"),
					StandardCharsets.UTF_8))
				.isEqualTo(stored);
		}
	}

}
