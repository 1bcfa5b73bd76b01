package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.QueuedMessage;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages that fall due later, on every type of queue.
 */
interface DelayingContract extends QueueFixture {

	@Test
	default void holdsAMessageBackUntilItIsDue() {
		RedisQueue<String> queue = queue();
		queue.send("later", SendOptions.defaults().delay(Duration.ofMillis(250)));
		QueuedMessage<String> waiting = queue.browse(0, 1).get(0);
		Instant due = waiting.dueAt().orElseThrow();
		assertThat(Duration.between(waiting.sentAt(), due)).isEqualTo(Duration.ofMillis(250));
		assertThat(queue.stats()).extracting(QueueStats::ready, QueueStats::delayed).containsExactly(0L, 1L);
		assertThat(queue.size()).isEqualTo(1);
		assertThat(queue.peek()).isEmpty();
		Delivery<String> delivery = queue.receive(Duration.ofSeconds(5)).orElseThrow();
		assertThat(delivery.leaseUntil().minusSeconds(30)).as("when it was taken, by the server's clock")
			.isAfterOrEqualTo(due);
	}

	@Test
	default void holdsEveryMessageBackForTheDelayOfTheQueue() {
		RedisQueue<String> queue = queue((settings) -> settings.delay(Duration.ofHours(1)));
		queue.send("later");
		queue.sendAll(List.of("later", "later"));
		queue.send("now", SendOptions.defaults().delay(Duration.ZERO));
		assertThat(queue.stats()).extracting(QueueStats::ready, QueueStats::delayed).containsExactly(1L, 3L);
		assertThat(drain(queue)).containsExactly("now");
	}

	@Test
	default void deliversAtAMoment() {
		RedisQueue<String> queue = queue((settings) -> settings.delay(Duration.ofHours(1)));
		queue.send("past", SendOptions.defaults().deliverAt(Instant.parse("1999-12-31T23:59:59Z")));
		Instant moment = Instant.ofEpochMilli(redis().serverTime().plusSeconds(3600).toEpochMilli());
		queue.send("future", SendOptions.defaults().deliverAt(moment));
		assertThat(queue.poll()).contains("past");
		assertThat(queue.poll()).isEmpty();
		assertThat(queue.browse(0, 10)).singleElement()
			.satisfies((message) -> assertThat(message.dueAt()).contains(moment));
	}

	@Test
	default void bringsDueMessagesInTheOrderInWhichTheyFallDue() {
		RedisQueue<String> queue = queue();
		Instant now = redis().serverTime();
		queue.send("third", SendOptions.defaults().deliverAt(now.plusMillis(300)));
		queue.send("first", SendOptions.defaults().deliverAt(now.plusMillis(100)));
		queue.send("second", SendOptions.defaults().deliverAt(now.plusMillis(200)));
		assertThat(queue.browse(0, 10)).extracting(QueuedMessage::payload).containsExactly("first", "second", "third");
		List<String> taken = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			taken.add(queue.poll(Duration.ofSeconds(5)).orElseThrow());
		}
		assertThat(taken).containsExactly("first", "second", "third");
	}

	@Test
	default void bringsEveryDueMessageOfALargeBatch() {
		RedisQueue<String> queue = queue();
		List<String> sent = numbered(350);
		queue.sendAll(sent, SendOptions.defaults().delay(Duration.ofMillis(1)));
		List<String> taken = new ArrayList<>();
		Awaitility.await().pollInterval(Duration.ofMillis(10)).until(() -> {
			taken.addAll(queue.poll(350));
			return taken.size() >= 350;
		});
		assertThat(taken).containsExactlyInAnyOrderElementsOf(sent);
		invariant(queue).checkEmpty();
	}

}
