package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.util.List;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.MessageState;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.QueuedMessage;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Looking at a queue without changing it.
 */
interface LookingContract extends QueueFixture {

	@Test
	default void peeksAtTheMessageThatIsNext() {
		RedisQueue<String> queue = queue();
		assertThat(queue.peek()).isEmpty();
		sendWithIds(queue, "a", "b", "c");
		List<String> order = asTaken("a", "b", "c");
		assertThat(queue.peek()).contains(order.get(0));
		assertThat(queue.peek()).contains(order.get(0));
		queue.cancel(order.get(0));
		assertThat(queue.peek()).contains(order.get(1));
		assertThat(queue.size()).isEqualTo(2);
	}

	@Test
	default void browsesInTheOrderOfTakingAndThenOfFallingDue() {
		RedisQueue<String> queue = queue();
		queue.send("later", SendOptions.defaults().delay(Duration.ofHours(2)));
		queue.send("sooner", SendOptions.defaults().delay(Duration.ofHours(1)));
		sendWithIds(queue, "a", "b", "c", "d");
		queue.cancel("b");
		List<String> order = asTaken("a", "c", "d");
		order.addAll(List.of("sooner", "later"));
		assertThat(queue.browse(0, 1_000)).extracting(QueuedMessage::payload).isEqualTo(order);
		for (int offset = 0; offset < 6; offset++) {
			for (int limit = 1; limit < 6; limit++) {
				assertThat(queue.browse(offset, limit)).as("browse(%d, %d)", offset, limit)
					.extracting(QueuedMessage::payload)
					.isEqualTo(order.subList(Math.min(5, offset), Math.min(5, offset + limit)));
			}
		}
	}

	@Test
	default void showsWhatIsKnownOfAWaitingMessage() {
		RedisQueue<String> queue = queue();
		String id = queue.send("a", SendOptions.defaults().header("trace", "4711"));
		QueuedMessage<String> untaken = queue.browse(0, 1).get(0);
		assertThat(untaken.id()).isEqualTo(id);
		assertThat(untaken.payload()).isEqualTo("a");
		assertThat(untaken.bytes()).asString().isEqualTo("\"a\"");
		assertThat(untaken.attempts()).isZero();
		assertThat(untaken.dueAt()).isEmpty();
		assertThat(untaken.headers()).containsEntry("trace", "4711");
		Delivery<String> delivery = queue.receive().orElseThrow();
		assertThat(queue.browse(0, 10)).as("in flight, not waiting").isEmpty();
		assertThat(delivery.sentAt()).isEqualTo(untaken.sentAt());
		delivery.nack();
		assertThat(queue.browse(0, 1).get(0).attempts()).isEqualTo(1);
	}

	@Test
	default void listsMessagesInFlightByTheEndOfTheirLeases() {
		RedisQueue<String> queue = queue();
		assertThat(queue.browseInFlight(0, 10)).isEmpty();
		List<String> ids = queue.sendAll(numbered(3));
		Delivery<String> longest = queue.receive().orElseThrow();
		longest.extend(Duration.ofHours(2));
		Delivery<String> shortest = queue.receive().orElseThrow();
		assertThat(queue.browseInFlight(0, 10)).extracting(QueuedMessage::id)
			.containsExactly(shortest.id(), longest.id());
		assertThat(queue.browseInFlight(1, 10)).singleElement().satisfies((message) -> {
			assertThat(message.id()).isEqualTo(longest.id()).isIn(ids);
			assertThat(message.payload()).isEqualTo(longest.payload());
			assertThat(message.state()).isEqualTo(MessageState.IN_FLIGHT);
			assertThat(message.attempts()).isEqualTo(1);
			assertThat(message.position()).isEmpty();
			assertThat(message.leaseUntil().orElseThrow()).isAfter(shortest.leaseUntil());
		});
		assertThat(queue.browseInFlight(0, 1)).extracting(QueuedMessage::id).containsExactly(shortest.id());
		shortest.ack();
		assertThat(inOtherProcess(queue).browseInFlight(0, 10)).extracting(QueuedMessage::id)
			.containsExactly(longest.id());
		assertThatIllegalArgumentException().isThrownBy(() -> queue.browseInFlight(-1, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> queue.browseInFlight(0, 1_001));
	}

	@Test
	default void countsMessagesByWhereTheyAre() {
		RedisQueue<String> queue = queue();
		assertThat(queue.stats()).isEqualTo(new QueueStats(0, 0, 0, 0, Duration.ZERO));
		queue.sendAll(numbered(4));
		queue.receive().orElseThrow().reject("bad");
		assertThat(queue.receive()).isPresent();
		queue.sendAll(numbered(3), SendOptions.defaults().delay(Duration.ofHours(1)));
		assertThat(queue.stats())
			.extracting(QueueStats::ready, QueueStats::delayed, QueueStats::inFlight, QueueStats::dead)
			.containsExactly(2L, 3L, 1L, 1L);
		assertThat(queue.size()).isEqualTo(6);
		assertThat(inOtherProcess(queue).size()).isEqualTo(6);
	}

	@Test
	default void tellsTheAgeOfTheOldestReadyMessage() {
		RedisQueue<String> queue = queue();
		sendWithIds(queue, "oldest", "cancelled later");
		Awaitility.await()
			.pollInterval(Duration.ofMillis(10))
			.until(() -> queue.stats().oldestAge().compareTo(Duration.ofMillis(100)) > 0);
		sendWithIds(queue, "young");
		assertThat(queue.stats().oldestAge()).isBetween(Duration.ofMillis(100), Duration.ofSeconds(30));
		queue.cancel("oldest");
		queue.cancel("cancelled later");
		Duration age = queue.stats().oldestAge();
		assertThat(age).isLessThan(Duration.ofSeconds(30));
		Awaitility.await()
			.pollInterval(Duration.ofMillis(10))
			.until(() -> queue.stats().oldestAge().compareTo(age) > 0);
		assertThat(drain(queue)).containsExactly("young");
		assertThat(queue.stats().oldestAge()).isZero();
	}

	@Test
	default void seesLapsedLeasesAndDueMessagesWhereTheyBelong() {
		RedisQueue<String> queue = queue();
		queue.send("lapses");
		queue.receive().orElseThrow().extend(Duration.ofMillis(1));
		queue.send("falls due", SendOptions.defaults().delay(Duration.ofMillis(20)));
		Awaitility.await().untilAsserted(() -> assertThat(queue.stats().ready()).isEqualTo(2));
		assertThat(queue.browse(0, 10)).hasSize(2).allSatisfy((message) -> assertThat(message.dueAt()).isEmpty());
		assertThat(queue.peek()).isPresent();
	}

}
