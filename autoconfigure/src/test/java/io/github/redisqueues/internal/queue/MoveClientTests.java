package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.github.redisqueues.queue.MessageState;
import io.github.redisqueues.queue.MessageUpdate;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What may happen to messages between the steps of a move.
 */
@Timeout(60)
class MoveClientTests {

	private static final byte CHANGED = 0;

	private static final byte REMOVED = 1;

	private static final byte GONE = 2;

	@ParameterizedTest
	@EnumSource
	void removesOnlyWhatIsAsItWasHeld(QueueType type) {
		try (TestQueues queues = new TestQueues(RedisTestServer.shared())) {
			RedisQueue<String> queue = queues.create(type);
			for (String id : List.of("same", "payload", "due", "cancelled", "resent")) {
				queue.send("a", SendOptions.defaults().id(id));
			}
			MoveClient moves = ((RedisMessageQueue<String>) queue).moves();
			List<MovingMessage> held = moves.hold(10, List.of());
			assertThat(held).hasSize(5);
			assertThat(queue.update("payload", "b")).isTrue();
			assertThat(queue.update("due", MessageUpdate.unchanged().delay(Duration.ofHours(1)))).isTrue();
			assertThat(queue.cancel(List.of("cancelled", "resent"))).isEqualTo(2);
			queue.send("b", SendOptions.defaults().id("resent").delay(Duration.ofHours(1)));
			byte[] dropped = moves.drop(held);
			for (int i = 0; i < dropped.length; i++) {
				byte verdict = switch (held.get(i).id()) {
					case "same" -> REMOVED;
					case "cancelled" -> GONE;
					default -> CHANGED;
				};
				assertThat(dropped[i]).as(held.get(i).id()).isEqualTo(verdict);
			}
			assertThat(moves.drop(held)).containsOnly(CHANGED, GONE);
			assertThat(queue.contains("same")).isFalse();
			assertThat(queue.contains("cancelled")).isFalse();
			assertThat(List.of("payload", "due", "resent"))
				.allSatisfy((id) -> assertThat(queue.find(id).orElseThrow().state()).isEqualTo(MessageState.DELAYED));
			queues.invariant(queue).check();
			queues.invariant(queue).removeQueue();
		}
	}

	@ParameterizedTest
	@EnumSource
	void doesNotTakeOverWhatAnotherMoveTakesAway(QueueType type) {
		try (TestQueues queues = new TestQueues(RedisTestServer.shared())) {
			RedisQueue<String> queue = queues.create(type);
			RedisQueue<String> target = queues.create(type);
			queue.send("a", SendOptions.defaults().id("a"));
			MoveClient there = ((RedisMessageQueue<String>) queue).moves();
			MoveClient back = ((RedisMessageQueue<String>) target).moves();
			List<MovingMessage> held = there.hold(10, List.of());
			assertThat(back.add(held, "there")).containsExactly(1);
			List<MovingMessage> copies = back.hold(10, List.of());
			assertThat(there.add(copies, "back")).as("the first move may remove it at any moment").containsExactly(0);
			assertThat(there.drop(held)).containsExactly(REMOVED);
			assertThat(queue.contains("a")).isFalse();
			assertThat(target.contains("a")).isTrue();
		}
	}

	@ParameterizedTest
	@EnumSource
	void leavesAloneWhatWasUpdatedWhenItEndsAHold(QueueType type) {
		try (TestQueues queues = new TestQueues(RedisTestServer.shared())) {
			RedisMessageQueue<String> queue = (RedisMessageQueue<String>) queues.create(type);
			queue.send("a", SendOptions.defaults().id("updated"));
			queue.send("a", SendOptions.defaults().id("untouched"));
			queue.send("a", SendOptions.defaults().id("delayed").delay(Duration.ofHours(2)));
			List<MovingMessage> held = queue.moves().hold(10, List.of());
			assertThat(queue.update("updated", MessageUpdate.unchanged().delay(Duration.ofHours(1)))).isTrue();
			Instant due = queue.find("updated").orElseThrow().dueAt().orElseThrow();
			for (MovingMessage message : held) {
				queue.release(message.id(), message.heldUntil(), Instant.ofEpochMilli(message.due()));
			}
			assertThat(queue.find("updated").orElseThrow().dueAt()).hasValue(due);
			assertThat(queue.find("untouched").orElseThrow().state()).isEqualTo(MessageState.READY);
			assertThat(queue.find("delayed").orElseThrow().dueAt().orElseThrow()).isAfter(due);
			queues.invariant(queue).check();
		}
	}

}
