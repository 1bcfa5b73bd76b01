package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.TestRedis;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The contract for queues that give out messages by the moment at which they fall due.
 */
class DelayQueueTests extends RedisQueueContract implements GroupContract, GroupDiagnosisContract, GroupOrderContract {

	DelayQueueTests() {
		super(QueueType.DELAY);
	}

	@Override
	public TestRedis redis() {
		return RedisTestServer.shared();
	}

	@Test
	void givesEachMessageTheDelayOfTheQueueAndNeverEarly() {
		RedisQueue<String> queue = queue((settings) -> settings.delay(Duration.ofMillis(200)));
		List<String> sent = numbered(20);
		sent.forEach(queue::send);
		List<String> taken = new ArrayList<>();
		while (taken.size() < 20) {
			Delivery<String> delivery = queue.receive(Duration.ofSeconds(5)).orElseThrow();
			assertThat(Duration.between(delivery.sentAt(), delivery.leaseUntil().minusSeconds(30)))
				.as("time in the queue by the server's clock")
				.isGreaterThanOrEqualTo(Duration.ofMillis(200));
			taken.add(delivery.payload());
		}
		assertThat(taken).containsExactlyInAnyOrderElementsOf(sent);
	}

	@Test
	void givesOutWhatFellDueBeforeWhatIsSentWithoutADelay() {
		RedisQueue<String> queue = queue();
		queue.send("first", SendOptions.defaults().delay(Duration.ofMillis(1)));
		Instant due = redis().serverTime().plusMillis(2);
		Awaitility.await().until(() -> redis().serverTime().isAfter(due));
		queue.sendAll(List.of("second", "third"));
		assertThat(queue.poll(10)).containsExactly("first", "second", "third");
	}

	@Test
	void ordersByTheMomentOfFallingDueAndNotOfSending() {
		RedisQueue<String> queue = queue();
		Instant start = redis().serverTime().plusMillis(300);
		List<Integer> moments = new ArrayList<>(IntStream.range(0, 100).boxed().toList());
		Collections.shuffle(moments, new Random(4711));
		moments.forEach((moment) -> queue.send(String.valueOf(moment),
				SendOptions.defaults().deliverAt(start.plusMillis(moment))));
		Awaitility.await().until(() -> queue.stats().ready() == 100);
		Collections.sort(moments);
		assertThat(drain(queue)).extracting(Integer::valueOf).isEqualTo(moments);
	}

	@Test
	void cancelsUntilTheVeryMoment() {
		RedisQueue<String> queue = queue((settings) -> settings.delay(Duration.ofHours(1)));
		String paid = queue.send("paid");
		String unpaid = queue.send("unpaid", SendOptions.defaults().delay(Duration.ofMillis(50)));
		assertThat(queue.cancel(paid)).isTrue();
		assertThat(queue.receive(Duration.ofSeconds(5)).orElseThrow().id()).isEqualTo(unpaid);
		assertThat(queue.cancel(unpaid)).isFalse();
	}

}
