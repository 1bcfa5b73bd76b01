package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.Map;

import io.github.redisqueues.internal.queue.InterruptedMove;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.MessageState;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.QueuedMessage;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.BlockedCall;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static io.github.redisqueues.internal.queue.contract.FindingContract.found;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Moving messages that nobody has taken to another queue of any type.
 */
interface MovingContract extends QueueFixture {

	@Test
	default void movesAllInTheOrderOfSendingToEachTypeOfQueue() {
		for (QueueType other : QueueType.values()) {
			RedisQueue<String> queue = queue();
			RedisQueue<String> target = queue((settings) -> settings.type(other));
			List<String> sent = sendMany(queue, 250);
			assertThat(queue.moveTo(target, 1_000)).isEqualTo(250);
			assertThat(queue.moveTo(target, 1_000)).isZero();
			invariant(queue).checkEmpty();
			invariant(target).check();
			List<String> expected = new ArrayList<>(sent);
			if (other == QueueType.LIFO) {
				Collections.reverse(expected);
			}
			assertThat(drain(target)).isEqualTo(expected);
			invariant(target).checkEmpty();
		}
	}

	@Test
	default void twoMovesAtOnceLoseNothing() {
		for (boolean areNamed : List.of(true, false)) {
			RedisQueue<String> queue = queue();
			RedisQueue<String> target = queue();
			List<String> ids = queue.sendAll(numbered(300));
			Callable<Integer> move = () -> areNamed ? queue.moveTo(target, ids) : queue.moveTo(target, 300);
			BlockedCall<Integer> one = inThread(move);
			BlockedCall<Integer> other = inThread(move);
			int moved = one.within(Duration.ofSeconds(20)) + other.within(Duration.ofSeconds(20));
			assertThat(ids).allMatch((id) -> queue.contains(id) != target.contains(id));
			assertThat(target.size()).isEqualTo(moved);
			invariant(queue).check();
			invariant(target).check();
		}
	}

	@Test
	default void movesInOppositeDirectionsLoseNothing() {
		RedisQueue<String> queue = queue();
		RedisQueue<String> target = queue();
		List<String> ids = queue.sendAll(numbered(300));
		BlockedCall<Boolean> there = inThread(() -> moveOften(queue, target));
		BlockedCall<Boolean> back = inThread(() -> moveOften(target, queue));
		assertThat(there.within(Duration.ofSeconds(30))).isTrue();
		assertThat(back.within(Duration.ofSeconds(30))).isTrue();
		assertThat(ids).allMatch((id) -> queue.contains(id) != target.contains(id));
		invariant(queue).check();
		invariant(target).check();
	}

	private static boolean moveOften(RedisQueue<String> from, RedisQueue<String> to) {
		for (int i = 0; i < 20; i++) {
			from.moveTo(to, 50);
		}
		return true;
	}

	@Test
	default void movesThoseThatAreNextOrOldestFirst() {
		RedisQueue<String> queue = queue();
		RedisQueue<String> target = queue();
		sendWithIds(queue, "a", "b", "c");
		queue.send("late", SendOptions.defaults().id("late").delay(Duration.ofHours(2)));
		queue.send("soon", SendOptions.defaults().id("soon").delay(Duration.ofHours(1)));
		assertThat(queue.moveTo(target, 2)).isEqualTo(2);
		assertThat(queue.moveTo(target, 2)).isEqualTo(2);
		assertThat(queue.browse(0, 10)).extracting(QueuedMessage::id).containsExactly("late");
		assertThat(target.browse(0, 10)).extracting(QueuedMessage::id)
			.containsExactlyElementsOf(
					(type() == QueueType.LIFO) ? List.of("c", "b", "a", "soon") : List.of("a", "b", "c", "soon"));
	}

	@Test
	default void keepsAllThatIsKnownOfAMessage() {
		for (QueueType other : QueueType.values()) {
			RedisQueue<String> queue = queue();
			RedisQueue<String> target = queue((settings) -> settings.type(other));
			SendOptions options = SendOptions.defaults().header("trace", "4711").deduplicationId("d");
			String id = queue.send("a", options);
			queue.receive().orElseThrow().nack(Duration.ofHours(1));
			QueuedMessage<String> before = queue.find(id).orElseThrow();
			queue.send("expiring", SendOptions.defaults().id("x").timeToLive(Duration.ofMillis(300)));
			Delivery<String> stale = queue.receive().orElseThrow();
			stale.extend(Duration.ofMillis(1));
			String plain = queue.send("b");
			assertThat(queue.moveTo(target, 10)).isBetween(2, 3);
			queue.moveTo(target, 10);
			QueuedMessage<String> after = found(target, id, MessageState.DELAYED, 0);
			assertThat(after.attempts()).isEqualTo(1);
			assertThat(after.dueAt()).isEqualTo(before.dueAt());
			assertThat(after.sentAt()).isEqualTo(before.sentAt());
			assertThat(after.headers()).isEqualTo(Map.of("trace", "4711"));
			assertThat(target.send("other", options)).as("its deduplication id").isEqualTo(id);
			assertThat(queue.send("other", options)).isNotEqualTo(id);
			assertThat(target.find(plain).orElseThrow().attempts()).isZero();
			assertThat(stale.ack()).isFalse();
			invariant(queue).check();
			invariant(target).check();
		}
	}

	@Test
	default void movesTheTimeToLive() {
		RedisQueue<String> queue = queue();
		RedisQueue<String> target = queue();
		queue.send("a", SendOptions.defaults().id("a").timeToLive(Duration.ofMillis(300)));
		assertThat(queue.moveTo(target, 10)).isEqualTo(1);
		Awaitility.await().until(() -> target.stats().dead() == 1);
		assertThat(target.deadLetters().find("a").orElseThrow().reason()).isEqualTo(DeadLetter.EXPIRED);
		invariant(queue).checkEmpty();
	}

	@Test
	default void movesThoseThatAreNamed() {
		RedisQueue<String> queue = queue();
		RedisQueue<String> target = queue();
		sendWithIds(queue, "dead");
		queue.receive().orElseThrow().reject("bad");
		sendWithIds(queue, "leased");
		Delivery<String> leased = queue.receive().orElseThrow();
		List<String> many = queue.sendAll(numbered(30));
		sendWithIds(queue, "a", "b", "c");
		queue.send("delayed", SendOptions.defaults().id("delayed").delay(Duration.ofHours(1)));
		assertThat(queue.moveTo(target, List.of())).isZero();
		assertThat(queue.moveTo(target, List.of("c", "leased", "dead", "", "unknown", "a", "delayed", "a")))
			.isEqualTo(3);
		assertThat(queue.moveTo(target, many)).isEqualTo(30);
		invariant(queue).check();
		invariant(target).check();
		assertThat(leased.ack()).isTrue();
		assertThat(drain(queue)).containsExactly("b");
		List<String> arrived = new ArrayList<>(List.of("c", "a"));
		arrived.addAll(numbered(30));
		assertThat(drain(target)).isEqualTo(asTaken(arrived));
		found(target, "delayed", MessageState.DELAYED, 0);
	}

	@Test
	default void leavesAMessageWhoseIdAnotherOneHasInTheOtherQueue() {
		RedisQueue<String> queue = queue();
		RedisQueue<String> target = queue();
		target.send("other", SendOptions.defaults().id("b"));
		sendWithIds(queue, "a", "b", "c");
		assertThat(queue.moveTo(target, 10)).isEqualTo(2);
		assertThat(queue.moveTo(target, List.of("b"))).isZero();
		found(queue, "b", MessageState.READY, 0);
		assertThat(drain(queue)).containsExactly("b");
		assertThat(drain(target)).containsExactlyInAnyOrder("a", "other", "c");
	}

	@Test
	default void movesThereAndBack() {
		RedisQueue<String> queue = queue((settings) -> settings.duplicateWindow(Duration.ofHours(1)));
		RedisQueue<String> target = queue((settings) -> settings.duplicateWindow(Duration.ofHours(1)));
		sendWithIds(queue, "a", "b", "c");
		queue.cancel("b");
		for (int i = 0; i < 5; i++) {
			assertThat(queue.moveTo(target, 10)).isEqualTo(2);
			assertThat(target.moveTo(queue, List.of("c", "a"))).isEqualTo(2);
			invariant(queue).check();
		}
		assertThat(drain(queue)).containsExactlyInAnyOrder("a", "c");
	}

	@Test
	default void movesThoughDeliveryIsPausedAndTheOtherQueueIsFull() {
		RedisQueue<String> queue = queue((settings) -> settings.maxInFlight(1));
		RedisQueue<String> target = queue((settings) -> settings.capacity(1));
		target.send("first");
		queue.sendAll(numbered(3));
		assertThat(queue.receive()).isPresent();
		queue.pause();
		target.pauseSending();
		assertThat(queue.moveTo(target, 10)).isEqualTo(2);
		assertThat(target.size()).isEqualTo(3);
	}

	@Test
	default void wakesAWaiterOfTheOtherQueue() {
		RedisQueue<String> queue = queue();
		RedisQueue<String> target = queue();
		RedisQueue<String> there = inOtherProcess(target);
		BlockedCall<String> waiter = inThread(() -> there.poll(Duration.ofSeconds(30)).orElseThrow())
			.awaitParked(() -> isWaitedFor(target));
		queue.send("a");
		assertThat(queue.moveTo(target, 10)).isEqualTo(1);
		assertThat(waiter.atOnce()).isEqualTo("a");
	}

	@Test
	default void movesDeadLettersAsNewMessages() {
		RedisQueue<String> queue = queue((settings) -> settings.maxAttempts(1));
		RedisQueue<String> target = queue();
		List<String> ids = sendAndKill(queue, 150);
		target.send("other", SendOptions.defaults().id(ids.get(1)));
		assertThat(queue.deadLetters().moveTo(target, List.of(ids.get(0), ids.get(1), "unknown", ""))).isEqualTo(1);
		QueuedMessage<String> moved = target.find(ids.get(0)).orElseThrow();
		assertThat(moved.attempts()).isZero();
		assertThat(moved.state()).isEqualTo(MessageState.READY);
		assertThat(queue.deadLetters().moveTo(target, 100)).isEqualTo(100);
		assertThat(queue.deadLetters().moveTo(target, 100)).isEqualTo(48);
		assertThat(queue.deadLetters().moveTo(target, 100)).isZero();
		assertThat(queue.deadLetters().browse(0, 10)).extracting(DeadLetter::id).containsExactly(ids.get(1));
		assertThat(target.stats()).extracting(QueueStats::ready, QueueStats::dead).containsExactly(150L, 0L);
		invariant(queue).check();
	}

	private List<String> sendAndKill(RedisQueue<String> queue, int count) {
		List<String> ids = queue.sendAll(numbered(count));
		queue.receive(count, Duration.ZERO).forEach((delivery) -> delivery.reject("bad"));
		return ids;
	}

	@Test
	default void refusesAQueueThatCannotBeReached() {
		RedisQueue<String> queue = queue();
		queue.send("a");
		RedisQueue<String> other = queue((settings) -> settings.payloadConverter(new JsonPayloadConverter()));
		assertThatIllegalArgumentException().isThrownBy(() -> queue.moveTo(queue, 1))
			.withMessageContaining("same queue");
		assertThatIllegalArgumentException().isThrownBy(() -> queue.moveTo(inOtherProcess(queue()), 1))
			.withMessageContaining("same RedisQueueFactory");
		assertThatIllegalArgumentException().isThrownBy(() -> queue.moveTo(other, List.of("a")))
			.withMessageContaining("converter");
		assertThatIllegalArgumentException().isThrownBy(() -> queue.moveTo(queue(), 0));
		assertThatIllegalArgumentException().isThrownBy(() -> queue.deadLetters().moveTo(queue(), 0));
		assertThat(queue.size()).isEqualTo(1);
	}

	@Test
	default void comesBackByItselfIfTheMoveIsNotFinished() {
		RedisQueue<String> queue = queue();
		RedisQueue<String> target = queue();
		sendWithIds(queue, "a", "b");
		InterruptedMove.holdAndAdd(queue, target, "a");
		assertThat(target.find("a")).isPresent();
		String delayed = invariant(queue).key("delayed");
		assertThat(found(queue, "a", MessageState.DELAYED, 0).dueAt().orElseThrow())
			.isBetween(Instant.now().plusSeconds(20), Instant.now().plusSeconds(31));
		redis().nodeOf(delayed).command("ZADD", delayed, 1, "a");
		assertThat(queue.stats()).extracting(QueueStats::ready, QueueStats::delayed).containsExactly(2L, 0L);
		assertThat(
				found(queue, "a", MessageState.READY, (type() == QueueType.FIFO || type() == QueueType.DELAY) ? 1 : 0)
					.attempts())
			.isZero();
		assertThat(queue.moveTo(target, 10)).as("finds it in the other queue").isEqualTo(2);
		invariant(queue).checkEmpty();
		assertThat(drain(target)).containsExactlyInAnyOrder("a", "b");
	}

}
