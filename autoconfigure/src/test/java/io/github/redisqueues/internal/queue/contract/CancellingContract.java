package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.redisqueues.queue.CancelMode;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.QueuedMessage;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Taking back what nobody has taken: one message by its id, or all of them.
 */
interface CancellingContract extends QueueFixture {

	@Test
	default void cancelsAReadyMessageWhereverItIs() {
		for (String cancelled : List.of("a", "b", "c", "d", "e")) {
			RedisQueue<String> queue = queue();
			sendWithIds(queue, "a", "b", "c", "d", "e");
			assertThat(queue.cancel(cancelled)).isTrue();
			assertThat(queue.cancel(cancelled)).isFalse();
			assertThat(queue.size()).isEqualTo(4);
			invariant(queue).check();
			List<String> rest = asTaken("a", "b", "c", "d", "e");
			rest.remove(cancelled);
			assertThat(queue.peek()).contains(rest.get(0));
			assertThat(drain(queue)).isEqualTo(rest);
			assertThat(queue.poll()).isEmpty();
			invariant(queue).checkEmpty();
		}
	}

	@Test
	default void cancelsADelayedMessage() {
		RedisQueue<String> queue = queue();
		String id = queue.send("a", SendOptions.defaults().delay(Duration.ofHours(1)));
		assertThat(queue.cancel(id)).isTrue();
		assertThat(queue.cancel(id)).isFalse();
		assertThat(queue.size()).isZero();
		invariant(queue).checkEmpty();
	}

	@Test
	default void cancelsAMessageWithATimeToLive() {
		RedisQueue<String> queue = queue((settings) -> settings.timeToLive(Duration.ofDays(1)));
		String ready = queue.send("ready");
		String delayed = queue.send("delayed", SendOptions.defaults().delay(Duration.ofHours(1)));
		assertThat(queue.cancel(ready)).isTrue();
		assertThat(queue.cancel(delayed)).isTrue();
		invariant(queue).checkEmpty();
	}

	@Test
	default void cancelsAReturnedMessage() {
		RedisQueue<String> queue = queue();
		sendWithIds(queue, "a", "b");
		Delivery<String> first = queue.receive().orElseThrow();
		first.nack();
		assertThat(queue.cancel(first.id())).isTrue();
		assertThat(drain(queue)).containsExactly(asTaken("a", "b").get(1));
		invariant(queue).checkEmpty();
	}

	@Test
	default void doesNotCancelWhatIsInFlightDeadOrUnknown() {
		RedisQueue<String> queue = queue();
		sendWithIds(queue, "a");
		Delivery<String> delivery = queue.receive().orElseThrow();
		assertThat(queue.cancel("a")).isFalse();
		assertThat(delivery.reject("bad")).isTrue();
		assertThat(queue.cancel("a")).isFalse();
		assertThat(queue.deadLetters().size()).isEqualTo(1);
		assertThat(queue.cancel("unknown")).isFalse();
		queue.deadLetters().redrive("a");
		assertThat(queue.cancel("a")).isTrue();
		invariant(queue).checkEmpty();
	}

	@Test
	default void putsACancelledAndResentMessageInItsNewPlace() {
		for (String resent : List.of("a", "b", "c")) {
			RedisQueue<String> queue = queue();
			sendWithIds(queue, "a", "b", "c");
			assertThat(queue.cancel(resent)).isTrue();
			sendWithIds(queue, resent);
			assertThat(queue.size()).isEqualTo(3);
			invariant(queue).check();
			List<String> sent = new ArrayList<>(List.of("a", "b", "c"));
			sent.remove(resent);
			sent.add(resent);
			assertThat(queue.browse(0, 10)).extracting(QueuedMessage::id).isEqualTo(asTaken(sent));
			assertThat(drain(queue)).isEqualTo(asTaken(sent));
			invariant(queue).checkEmpty();
		}
	}

	@Test
	default void cancelsAndResendsOneIdAgainAndAgain() {
		RedisQueue<String> queue = queue();
		sendWithIds(queue, "a", "b", "c");
		for (int i = 0; i < 20; i++) {
			assertThat(queue.cancel("b")).isTrue();
			sendWithIds(queue, "b");
			assertThat(queue.size()).isEqualTo(3);
			invariant(queue).check();
		}
		assertThat(queue.cancel("b")).isTrue();
		queue.send("b", SendOptions.defaults().id("b").delay(Duration.ofMillis(1)));
		assertThat(queue.cancel("b")).isTrue();
		sendWithIds(queue, "b");
		assertThat(drain(queue)).isEqualTo(asTaken("a", "c", "b"));
		invariant(queue).checkEmpty();
	}

	@Test
	default void cancelsAWholeQueueOneByOne() {
		RedisQueue<String> queue = queue();
		List<String> ids = queue.sendAll(numbered(300));
		ids.subList(50, 250).forEach((id) -> assertThat(queue.cancel(id)).isTrue());
		assertThat(queue.size()).isEqualTo(100);
		List<String> rest = new ArrayList<>(numbered(300));
		rest.subList(50, 250).clear();
		assertThat(queue.browse(40, 20)).extracting(QueuedMessage::payload).isEqualTo(asTaken(rest).subList(40, 60));
		assertThat(drain(queue)).isEqualTo(asTaken(rest));
		queue.sendAll(numbered(300)).forEach((id) -> assertThat(queue.cancel(id)).isTrue());
		assertThat(queue.size()).isZero();
		assertThat(queue.receive()).isEmpty();
		queue.send("new");
		assertThat(drain(queue)).containsExactly("new");
		invariant(queue).checkEmpty();
	}

	@Test
	default void cancelsSeveralAtOnceAndCountsThoseThatWereThere() {
		RedisQueue<String> queue = queue();
		sendWithIds(queue, "dead", "leased");
		queue.receive(2, Duration.ZERO)
			.stream()
			.filter((delivery) -> delivery.id().equals("dead"))
			.forEach((delivery) -> delivery.reject("bad"));
		sendWithIds(queue, "a", "b", "c", "d", "e");
		queue.send("delayed", SendOptions.defaults().id("delayed").delay(Duration.ofHours(1)));
		assertThat(queue.cancel(List.of())).isZero();
		assertThat(queue.cancel(List.of("b", "dead", "d", "leased", "", "\ud800", "unknown", "b", "delayed")))
			.isEqualTo(3);
		assertThat(queue.cancel(List.of("b", "d", "delayed"))).isZero();
		invariant(queue).check();
		assertThat(drain(queue)).isEqualTo(asTaken("a", "c", "e"));
		assertThat(queue.stats()).extracting(QueueStats::inFlight, QueueStats::dead).containsExactly(1L, 1L);
	}

	@Test
	default void cancelsMoreThanOneScriptWouldTake() {
		RedisQueue<String> queue = queue();
		List<String> ids = queue.sendAll(numbered(1_000));
		List<String> rest = new ArrayList<>(numbered(1_000));
		rest.subList(100, 900).clear();
		assertThat(queue.cancel(ids.subList(100, 900))).isEqualTo(800);
		assertThat(drain(queue)).isEqualTo(asTaken(rest));
		invariant(queue).checkEmpty();
	}

	@Test
	default void makesRoomByCancelling() {
		RedisQueue<String> queue = queue((settings) -> settings.capacity(3));
		sendWithIds(queue, "a", "b", "c");
		assertThat(queue.cancel("b")).isTrue();
		queue.send("d");
		assertThat(queue.size()).isEqualTo(3);
	}

	@Test
	default void purgesWhatIsReadyAndDelayedOnly() {
		RedisQueue<String> queue = queue();
		queue.send("dead");
		queue.receive().orElseThrow().reject("bad");
		queue.send("leased");
		Delivery<String> leased = queue.receive().orElseThrow();
		sendWithIds(queue, "a", "b", "c");
		queue.cancel("b");
		queue.sendAll(List.of("d", "e"),
				SendOptions.defaults().delay(Duration.ofHours(1)).timeToLive(Duration.ofDays(1)));
		assertThat(queue.purge()).isEqualTo(4);
		assertThat(queue.purge()).isZero();
		assertThat(queue.stats())
			.extracting(QueueStats::ready, QueueStats::delayed, QueueStats::inFlight, QueueStats::dead)
			.containsExactly(0L, 0L, 1L, 1L);
		assertThat(leased.ack()).isTrue();
		assertThat(queue.deadLetters().purge()).isEqualTo(1);
		invariant(queue).checkEmpty();
	}

	@Test
	default void purgesMoreThanOneScriptWouldTake() {
		RedisQueue<String> queue = queue();
		sendMany(queue, 1_500);
		queue.sendAll(numbered(1_000), SendOptions.defaults().delay(Duration.ofHours(1)));
		assertThat(queue.purge()).isEqualTo(2_500);
		invariant(queue).checkEmpty();
	}

	@Test
	default void cancelsAMessageInFlightIfAskedTo() {
		RedisQueue<String> queue = queue((settings) -> settings.maxInFlight(1));
		sendWithIds(queue, "a");
		Delivery<String> delivery = queue.receive().orElseThrow();
		assertThat(queue.cancel("a", CancelMode.UNTAKEN)).isFalse();
		assertThat(queue.cancel("a", CancelMode.INTERRUPT)).isTrue();
		assertThat(queue.cancel("a", CancelMode.INTERRUPT)).isFalse();
		assertThat(queue.size()).isZero();
		assertThat(delivery.ack()).isFalse();
		assertThat(delivery.nack()).isFalse();
		assertThat(delivery.reject("late")).isFalse();
		assertThat(delivery.extend(Duration.ofMinutes(1))).isFalse();
		assertThat(queue.ack(List.of(delivery))).isZero();
		invariant(queue).checkEmpty();
	}

	@Test
	default void aCancelledDeliveryCannotSettleAMessageThatIsSentUnderItsId() {
		RedisQueue<String> queue = queue();
		sendWithIds(queue, "a");
		Delivery<String> cancelled = queue.receive().orElseThrow();
		assertThat(queue.cancel("a", CancelMode.INTERRUPT)).isTrue();
		sendWithIds(queue, "a");
		Delivery<String> next = queue.receive().orElseThrow();
		assertThat(cancelled.ack()).isFalse();
		assertThat(cancelled.nack()).isFalse();
		assertThat(next.attempt()).isEqualTo(1);
		assertThat(next.ack()).isTrue();
		invariant(queue).checkEmpty();
	}

	@Test
	default void cancelsWhatIsNotInFlightInThatModeToo() {
		RedisQueue<String> queue = queue();
		sendWithIds(queue, "a", "b");
		String delayed = queue.send("delayed", SendOptions.defaults().delay(Duration.ofHours(1)));
		assertThat(queue.cancel("a", CancelMode.INTERRUPT)).isTrue();
		assertThat(queue.cancel(delayed, CancelMode.INTERRUPT)).isTrue();
		queue.receive().orElseThrow().reject("dead");
		assertThat(queue.cancel("b", CancelMode.INTERRUPT)).isFalse();
		assertThat(queue.cancel("unknown", CancelMode.INTERRUPT)).isFalse();
		assertThat(queue.cancel("", CancelMode.INTERRUPT)).isFalse();
		assertThat(queue.deadLetters().purge()).isEqualTo(1);
		invariant(queue).checkEmpty();
	}

	@Test
	default void theEndOfACancelledDeliveryLetsAWaiterHaveTheNextMessage() {
		RedisQueue<String> queue = queue((settings) -> settings.maxInFlight(1));
		sendWithIds(queue, "a", "b");
		Delivery<String> running = queue.receive().orElseThrow();
		CompletableFuture<List<Delivery<String>>> waiting = CompletableFuture
			.supplyAsync(() -> queue.receive(1, Duration.ofSeconds(30)), (task) -> new Thread(task).start());
		assertThat(queue.cancel(running.id(), CancelMode.INTERRUPT)).isTrue();
		assertThat(waiting.join()).singleElement().satisfies((next) -> {
			assertThat(next.payload()).isEqualTo(asTaken("a", "b").get(1));
			assertThat(next.ack()).isTrue();
		});
		invariant(queue).checkEmpty();
	}

}
