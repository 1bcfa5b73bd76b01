package io.github.redisqueues.internal.queue.contract;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.MessageState;
import io.github.redisqueues.queue.MessageUpdate;
import io.github.redisqueues.queue.QueueFullException;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.QueuedMessage;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.BlockedCall;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Messages that name a group: one at a time, in the order in which they were sent. For
 * every type of queue but LIFO.
 */
interface GroupContract extends QueueFixture {

	SendOptions A = SendOptions.defaults().group("a");

	SendOptions B = SendOptions.defaults().group("b");

	@Test
	default void givesOutOneOfEachGroupAtATime() {
		RedisQueue<String> queue = queue();
		queue.sendAll(List.of("a1", "a2", "a3"), A);
		queue.sendAll(List.of("b1", "b2"), B);
		queue.send("alone");
		List<Delivery<String>> first = queue.receive(10, Duration.ZERO);
		assertThat(QueueFixture.payloads(first)).containsExactly("a1", "b1", "alone");
		assertThat(first).extracting((delivery) -> delivery.group().orElse("none")).containsExactly("a", "b", "none");
		assertThat(queue.receive(10, Duration.ZERO)).isEmpty();
		assertThat(first.get(0).ack()).isTrue();
		assertThat(inOtherProcess(queue).receive(10, Duration.ZERO)).singleElement().satisfies((delivery) -> {
			assertThat(delivery.payload()).isEqualTo("a2");
			assertThat(delivery.ack()).isTrue();
		});
		assertThat(queue.ack(first.subList(1, 3))).isEqualTo(2);
		List<Delivery<String>> last = queue.receive(10, Duration.ZERO);
		assertThat(QueueFixture.payloads(last)).containsExactly("a3", "b2");
		assertThat(queue.ack(last)).isEqualTo(2);
		invariant(queue).checkEmpty();
	}

	@Test
	default void waitsForTheOneThatIsRetried() {
		RedisQueue<String> queue = queue();
		queue.sendAll(List.of("a1", "a2"), A);
		Delivery<String> first = queue.receive().orElseThrow();
		assertThat(first.nack()).isTrue();
		Delivery<String> second = queue.receive().orElseThrow();
		assertThat(second.payload()).isEqualTo("a1");
		assertThat(second.nack(Duration.ofHours(1))).isTrue();
		queue.send("b1", B);
		assertThat(queue.receive(10, Duration.ZERO)).singleElement()
			.satisfies((delivery) -> assertThat(delivery.payload()).isEqualTo("b1"));
		invariant(queue).check();
		assertThat(queue.cancel(first.id())).isTrue();
		assertThat(drain(queue)).containsExactly("a2");
	}

	@Test
	default void waitsForTheOneWhoseDelayIsOver() {
		RedisQueue<String> queue = queue();
		queue.sendAll(List.of("a1", "a2"), A);
		assertThat(queue.receive().orElseThrow().nack(Duration.ofMillis(1))).isTrue();
		List<String> taken = new ArrayList<>();
		Awaitility.await().until(() -> taken.addAll(queue.poll(10)) && taken.size() == 2);
		assertThat(taken).containsExactly("a1", "a2");
	}

	@Test
	default void waitsForTheOneWhoseLeaseRanOut() {
		RedisQueue<String> queue = queue();
		queue.sendAll(List.of("a1", "a2"), A);
		Delivery<String> lost = queue.receive().orElseThrow();
		lost.extend(Duration.ofMillis(1));
		Delivery<String> again = queue.receive(Duration.ofSeconds(10)).orElseThrow();
		assertThat(again.payload()).isEqualTo("a1");
		assertThat(lost.ack()).isFalse();
		assertThat(queue.receive()).as("a late ack lets nobody pass").isEmpty();
		assertThat(again.ack()).isTrue();
		assertThat(drain(queue)).containsExactly("a2");
	}

	@Test
	default void goesOnAfterADeadLetter() {
		RedisQueue<String> queue = queue((settings) -> settings.maxAttempts(1));
		queue.sendAll(List.of("rejected", "nacked", "lost", "last"), A);
		assertThat(queue.receive().orElseThrow().reject("bad")).isTrue();
		assertThat(queue.receive().orElseThrow().nack()).isTrue();
		assertThat(queue.receive().orElseThrow().extend(Duration.ofMillis(1))).isTrue();
		Delivery<String> last = queue.receive(Duration.ofSeconds(10)).orElseThrow();
		assertThat(last.payload()).isEqualTo("last");
		assertThat(last.ack()).isTrue();
		assertThat(queue.deadLetters().browse(0, 10)).extracting(DeadLetter::payload)
			.containsExactly("rejected", "nacked", "lost");
		assertThat(queue.deadLetters().browse(0, 10)).allSatisfy((dead) -> assertThat(dead.group()).contains("a"));
	}

	@Test
	default void putsARedrivenMessageBehindItsGroup() {
		RedisQueue<String> queue = queue();
		queue.sendAll(List.of("a1", "a2", "a3"), A);
		assertThat(queue.receive().orElseThrow().reject("bad")).isTrue();
		Delivery<String> second = queue.receive().orElseThrow();
		assertThat(queue.deadLetters().redrive(10)).isEqualTo(1);
		assertThat(queue.receive()).isEmpty();
		invariant(queue).check();
		assertThat(second.ack()).isTrue();
		assertThat(drain(queue)).containsExactly("a3", "a1");
		invariant(queue).checkEmpty();
	}

	@Test
	default void goesOnWhenTheFirstExpires() {
		RedisQueue<String> queue = queue();
		queue.send("expires", A.timeToLive(Duration.ofMillis(20)));
		queue.send("behind", A);
		queue.send("expires too", A.timeToLive(Duration.ofMillis(20)));
		queue.send("last", A);
		Awaitility.await().until(() -> queue.stats().dead() == 2);
		invariant(queue).check();
		assertThat(drain(queue)).containsExactly("behind", "last");
		assertThat(queue.deadLetters().purge()).isEqualTo(2);
		invariant(queue).checkEmpty();
	}

	@Test
	default void cancelsTheFirstOneInTheMiddleAndTheLast() {
		for (String cancelled : List.of("a1", "a2", "a3")) {
			RedisQueue<String> queue = queue();
			List<String> rest = new ArrayList<>(List.of("a1", "a2", "a3"));
			rest.forEach((id) -> queue.send(id, A.id(id)));
			queue.send("b1", B);
			assertThat(queue.cancel(cancelled)).isTrue();
			assertThat(queue.cancel(cancelled)).isFalse();
			invariant(queue).check();
			rest.remove(cancelled);
			List<String> taken = drain(queue);
			assertThat(taken).contains("b1");
			assertThat(taken.stream().filter(rest::contains)).containsExactlyElementsOf(rest);
			assertThat(taken).hasSize(3);
			invariant(queue).checkEmpty();
		}
	}

	@Test
	default void doesNotCancelTheOneInFlight() {
		RedisQueue<String> queue = queue();
		queue.send("a1", A.id("a1"));
		queue.send("a2", A.id("a2"));
		Delivery<String> first = queue.receive().orElseThrow();
		assertThat(queue.cancel("a1")).isFalse();
		assertThat(queue.cancel("a2")).isTrue();
		assertThat(first.ack()).isTrue();
		invariant(queue).checkEmpty();
	}

	@Test
	default void sendsNothingTwice() {
		RedisQueue<String> queue = queue();
		for (int round = 0; round < 2; round++) {
			queue.send("a1", A.id("a1"));
			queue.send("a2", A.id("a2"));
			queue.send("a3", A.id("a3").deduplicationId("third"));
			queue.send("a3", A.deduplicationId("third"));
		}
		Delivery<String> first = queue.receive().orElseThrow();
		queue.send("a1", A.id("a1"));
		assertThat(queue.size()).isEqualTo(3);
		assertThat(first.ack()).isTrue();
		assertThat(drain(queue)).containsExactly("a2", "a3");
		invariant(queue).checkEmpty();
	}

	@Test
	default void putsACancelledAndResentMessageBehindItsGroup() {
		RedisQueue<String> queue = queue();
		List.of("x", "a1", "y", "a2", "z").forEach((id) -> queue.send(id, A.id(id).group("of " + id.charAt(0))));
		assertThat(queue.cancel("a1")).isTrue();
		queue.send("a1", A.id("a1").group("of a"));
		invariant(queue).check();
		assertThat(drain(queue)).containsSubsequence("x", "y", "z").containsSubsequence("a2", "a1").hasSize(5);
		invariant(queue).checkEmpty();
	}

	@Test
	default void joinsItsGroupWhenItsDelayIsOver() {
		RedisQueue<String> queue = queue();
		queue.send("late", A.delay(Duration.ofMillis(50)));
		queue.send("very late", A.delay(Duration.ofHours(1)).id("very late"));
		queue.sendAll(List.of("a1", "a2"), A);
		Delivery<String> first = queue.receive().orElseThrow();
		assertThat(first.payload()).isEqualTo("a1");
		Awaitility.await().until(() -> queue.stats().delayed() == 1);
		assertThat(queue.receive()).isEmpty();
		assertThat(first.ack()).isTrue();
		assertThat(drain(queue)).containsExactly("a2", "late");
		assertThat(queue.cancel("very late")).isTrue();
		invariant(queue).checkEmpty();
	}

	@Test
	default void looksOnBehindManyThatJoinTheirGroupAtOnce() {
		RedisQueue<String> queue = queue();
		queue.send("first", A);
		Delivery<String> first = queue.receive().orElseThrow();
		Instant due = now(queue).plusMillis(200);
		queue.sendAll(numbered(250), A.deliverAt(due));
		queue.send("alone", SendOptions.defaults().deliverAt(due));
		Awaitility.await().until(() -> now(queue).isAfter(due));
		assertThat(queue.receive(300, Duration.ZERO)).extracting(Delivery::payload).containsExactly("alone");
		assertThat(first.ack()).isTrue();
		assertThat(drain(queue)).isEqualTo(numbered(250));
	}

	@Test
	default void purgesThoseThatWaitAsWell() {
		RedisQueue<String> queue = queue();
		queue.sendAll(numbered(700), A);
		queue.sendAll(numbered(700), B);
		queue.send("delayed", A.delay(Duration.ofHours(1)));
		Delivery<String> inFlight = queue.receive().orElseThrow();
		assertThat(queue.purge()).isEqualTo(1_400);
		assertThat(queue.size()).isEqualTo(1);
		queue.send("new", A);
		assertThat(queue.receive()).as("the one in flight is still the first").isEmpty();
		assertThat(inFlight.ack()).isTrue();
		assertThat(drain(queue)).containsExactly("new");
		invariant(queue).checkEmpty();
	}

	@Test
	default void countsAndShowsThoseThatWait() {
		RedisQueue<String> queue = queue((settings) -> settings.capacity(5));
		queue.sendAll(List.of("a1", "a2", "a3"), A);
		queue.sendAll(List.of("b1", "b2"), B.delay(Duration.ZERO));
		assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> queue.send("too many", A));
		assertThat(queue.size()).isEqualTo(5);
		assertThat(queue.stats().ready()).isEqualTo(5);
		assertThat(queue.browse(0, 10)).extracting(QueuedMessage::payload)
			.containsExactly("a1", "b1", "a2", "a3", "b2");
		assertThat(queue.browse(3, 10)).extracting((message) -> message.group().orElseThrow())
			.containsExactly("a", "b");
		assertThat(queue.browse(1, 2)).extracting(QueuedMessage::payload).containsExactly("b1", "a2");
		assertThat(queue.browse(2, 10)).allSatisfy((message) -> assertThat(message.dueAt()).isEmpty());
		List<Delivery<String>> first = queue.receive(10, Duration.ZERO);
		assertThat(queue.stats()).extracting(QueueStats::ready, QueueStats::inFlight).containsExactly(3L, 2L);
		assertThat(queue.peek()).contains("a2");
		Awaitility.await().until(() -> queue.stats().oldestAge().toMillis() > 0);
		assertThat(queue.ack(first)).isEqualTo(2);
	}

	@Test
	default void wakesWhoeverWaitsForTheNextOne() {
		RedisQueue<String> queue = queue();
		queue.sendAll(List.of("a1", "a2", "a3", "a4", "a5"), A);
		Delivery<String> delivery = queue.receive().orElseThrow();
		BlockedCall<Delivery<String>> waiter = receivingElsewhere(queue);
		assertThat(delivery.ack()).isTrue();
		delivery = waiter.atOnce();
		assertThat(delivery.payload()).isEqualTo("a2");
		waiter = receivingElsewhere(queue);
		assertThat(queue.ack(List.of(delivery))).as("a2, which is of this queue in the other process").isEqualTo(1);
		delivery = waiter.atOnce();
		waiter = receivingElsewhere(queue);
		assertThat(delivery.reject("bad")).isTrue();
		delivery = waiter.atOnce();
		assertThat(delivery.nack(Duration.ofHours(1))).isTrue();
		waiter = receivingElsewhere(queue);
		assertThat(queue.cancel(delivery.id())).isTrue();
		assertThat(waiter.atOnce().payload()).isEqualTo("a5");
	}

	@Test
	default void goesOnAfterEachThatIsPolled() {
		RedisQueue<String> queue = queue();
		queue.sendAll(List.of("a1", "a2", "a3", "a4"), A);
		queue.send("b1", B);
		assertThat(queue.poll()).contains("a1");
		assertThat(queue.poll(Duration.ofSeconds(5))).contains("b1");
		invariant(queue).check();
		assertThat(queue.poll(10)).containsExactly("a2", "a3", "a4");
		invariant(queue).checkEmpty();
	}

	@Test
	default void goesOnAfterSeveralOfAGroupWereCancelled() {
		RedisQueue<String> queue = queue();
		List<String> ids = queue.sendAll(List.of("a1", "a2", "a3", "a4"), A);
		RedisQueue<String> other = inOtherProcess(queue);
		Delivery<String> first = queue.receive().orElseThrow();
		assertThat(queue.cancel(List.of(ids.get(0), ids.get(1)))).isEqualTo(1);
		first.nack();
		BlockedCall<Delivery<String>> waiter = inThread(() -> {
			other.receive().orElseThrow().nack(Duration.ofHours(1));
			return other.receive(Duration.ofSeconds(30)).orElseThrow();
		}).awaitParked(() -> isWaitedFor(queue));
		assertThat(queue.cancel(List.of(ids.get(2), ids.get(0)))).isEqualTo(2);
		assertThat(waiter.atOnce().payload()).isEqualTo("a4");
		invariant(queue).check();
	}

	@Test
	default void keepsTheOrderOfAGroupWhenPayloadsChange() {
		RedisQueue<String> queue = queue();
		List<String> ids = queue.sendAll(List.of("a1", "a2", "a3"), A);
		for (int i = 2; i >= 0; i--) {
			assertThat(queue.update(ids.get(i), "new " + i)).isTrue();
			assertThat(queue.update(ids.get(i), MessageUpdate.unchanged().delay(Duration.ZERO))).isTrue();
		}
		invariant(queue).check();
		assertThat(drain(queue)).containsExactly("new 0", "new 1", "new 2");
		invariant(queue).checkEmpty();
	}

	@Test
	default void takesAMessageThatBecomesDelayedOutOfItsGroup() {
		RedisQueue<String> queue = queue();
		List<String> ids = queue.sendAll(List.of("a1", "a2", "a3"), A);
		for (int i : List.of(0, 2)) {
			assertThat(queue.update(ids.get(i), MessageUpdate.unchanged().delay(Duration.ofHours(1)))).isTrue();
			invariant(queue).check();
		}
		Delivery<String> second = queue.receive().orElseThrow();
		assertThat(second.payload()).isEqualTo("a2");
		second.nack(Duration.ofHours(1));
		assertThat(queue.update(ids.get(2), MessageUpdate.unchanged().delay(Duration.ZERO))).isTrue();
		assertThat(queue.poll()).as("a3 waits behind a2").isEmpty();
		assertThat(queue.update(ids.get(1), MessageUpdate.unchanged().delay(Duration.ofHours(2)))).isTrue();
		assertThat(queue.poll()).as("a2 keeps its place, as it was delayed before").isEmpty();
		assertThat(queue.update(ids.get(1), MessageUpdate.unchanged().delay(Duration.ZERO))).isTrue();
		assertThat(queue.update(ids.get(0), MessageUpdate.unchanged().delay(Duration.ZERO))).isTrue();
		invariant(queue).check();
		assertThat(drain(queue)).containsExactly("a2", "a3", "a1");
		invariant(queue).checkEmpty();
	}

	@Test
	default void movesGroupsInTheirOrder() {
		RedisQueue<String> queue = queue();
		RedisQueue<String> target = queue();
		queue.sendAll(List.of("a1", "a2", "a3"), A);
		queue.sendAll(List.of("b1", "b2"), B);
		List<String> later = queue.sendAll(List.of("a4", "a5"), A);
		Delivery<String> first = queue.receive().orElseThrow();
		assertThat(queue.moveTo(target, List.of(later.get(0)))).isEqualTo(1);
		assertThat(queue.moveTo(target, 2)).isEqualTo(2);
		invariant(queue).check();
		assertThat(queue.moveTo(target, 100)).isEqualTo(3);
		invariant(queue).check();
		invariant(target).check();
		assertThat(first.ack()).isTrue();
		invariant(queue).checkEmpty();
		List<String> arrived = drain(target);
		assertThat(arrived).filteredOn((payload) -> payload.startsWith("a")).containsExactly("a4", "a2", "a3", "a5");
		assertThat(arrived).filteredOn((payload) -> payload.startsWith("b")).containsExactly("b1", "b2");
		invariant(target).checkEmpty();
	}

	@Test
	default void findsWhatWaitsBehindOthersOfItsGroup() {
		RedisQueue<String> queue = queue();
		for (String id : List.of("a1", "b1", "a2", "b2", "a3")) {
			queue.send(id, (id.startsWith("a") ? A : B).id(id));
		}
		Delivery<String> first = queue.receive().orElseThrow();
		assertThat(first.payload()).isEqualTo("a1");
		FindingContract.found(queue, "a2", MessageState.WAITING, 1);
		FindingContract.found(queue, "a3", MessageState.WAITING, 2);
		FindingContract.found(queue, "b2", MessageState.WAITING, 1);
		assertThat(queue.browse(0, 10)).extracting(QueuedMessage::state, (message) -> message.position().orElseThrow())
			.containsExactly(tuple(MessageState.READY, 0L), tuple(MessageState.WAITING, 1L),
					tuple(MessageState.WAITING, 2L), tuple(MessageState.WAITING, 1L));
		assertThat(queue.browse(2, 1).get(0).position()).hasValue(2);
		assertThat(queue.find("a2").orElseThrow().group()).contains("a");
		first.nack(Duration.ofHours(1));
		FindingContract.found(queue, "a1", MessageState.DELAYED, 0);
		FindingContract.found(queue, "a2", MessageState.WAITING, 1);
		assertThat(queue.cancel("a1")).isTrue();
		FindingContract.found(queue, "a2", MessageState.READY, 1);
	}

	@Test
	default void goesOnThoughTheFirstIsGoneFromRedis() {
		RedisQueue<String> queue = queue();
		String first = queue.sendAll(List.of("a1", "a2", "a3"), A).get(0);
		String messages = invariant(queue).key("messages");
		redis().nodeOf(messages).command("HDEL", messages, first);
		assertThat(queue.receive(Duration.ofSeconds(5)).orElseThrow().payload()).isEqualTo("a2");
	}

	@Test
	default void keepsTheGroupOfWhatWasPolledAndCannotBeRead() {
		RedisQueue<byte[]> careless = queue(byte[].class, (settings) -> settings);
		String id = careless.send("unreadable".getBytes(), A.deduplicationId("x").header("name", "value"));
		QueueSettings<byte[]> settings = settingsOf(careless);
		RedisQueue<String> queue = factory()
			.create(QueueSettings.builder(settings.name(), String.class).type(settings.type()).maxAttempts(1).build());
		assertThat(queue.poll()).isEmpty();
		queue.sendAll(List.of("a2", "a3"), A);
		assertThat(queue.deadLetters().redrive(id)).isTrue();
		invariant(careless).check();
		assertThat(careless.poll(10)).containsExactly("\"a2\"".getBytes(), "\"a3\"".getBytes(),
				"unreadable".getBytes());
		invariant(careless).checkEmpty();
	}

	private Instant now(RedisQueue<String> queue) {
		List<?> time = redis().nodeOf(invariant(queue).key("messages")).list("TIME");
		return Instant.ofEpochSecond(Long.parseLong(text(time.get(0))), Long.parseLong(text(time.get(1))) * 1_000);
	}

	private static String text(Object bytes) {
		return new String((byte[]) bytes, StandardCharsets.UTF_8);
	}

	private BlockedCall<Delivery<String>> receivingElsewhere(RedisQueue<String> queue) {
		RedisQueue<String> other = inOtherProcess(queue);
		return inThread(() -> other.receive(Duration.ofSeconds(30)).orElseThrow())
			.awaitParked(() -> isWaitedFor(queue));
	}

}
