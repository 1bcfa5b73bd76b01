package io.github.redisqueues.internal.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.github.redisqueues.queue.DeadLetterGroup;
import io.github.redisqueues.queue.DeadLetterGroups;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.CommandStats;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A queue with 100,000 dead letters.
 */
@Timeout(120)
class ManyDeadLettersTests {

	private static final int COUNT = 100_000;

	/**
	 * How many one script reads.
	 */
	private static final int PAGE = 200;

	@Test
	void areGroupedByScriptsOfBoundedWork() {
		try (RedisTestServer server = RedisTestServer.start(); TestQueues queues = new TestQueues(server)) {
			RedisQueue<String> queue = queues.create(QueueType.FIFO);
			fill((ConsumableQueue<String>) queue);
			long scripts = CommandStats.of(server.connection()).calls("evalsha");
			DeadLetterGroups all = queue.deadLetters().groups(COUNT + 1);
			long ran = CommandStats.of(server.connection()).calls("evalsha") - scripts;
			assertThat(all.examined()).isEqualTo(COUNT);
			assertThat(all.total()).isEqualTo(COUNT);
			assertThat(all.groups()).extracting(DeadLetterGroup::count).containsExactly(60_000L, 30_000L, 10_000L);
			assertThat(ran).isBetween((long) COUNT / PAGE, (long) COUNT / PAGE + 2);
			assertThat(queue.deadLetters().groups(1_000).examined()).isEqualTo(1_000);
		}
	}

	/**
	 * Rejects messages for reasons as a listener gives them, with stack frames.
	 */
	private static void fill(ConsumableQueue<String> queue) {
		String frames = IntStream.range(0, 4)
			.mapToObj((i) -> "\n\tat com.acme.shop.OrderService.step" + i + "(OrderService.java:" + i + ")")
			.reduce("", String::concat);
		List<String> payloads = IntStream.range(0, 500).mapToObj((i) -> "order " + i).toList();
		int number = 0;
		while (number < COUNT) {
			queue.sendAll(payloads);
			List<Settlement> settlements = new ArrayList<>();
			for (RedisDelivery<String> delivery : queue.exchange(List.of(), 500, null).taken().items()) {
				String reason = (number % 10 < 6)
						? "java.lang.IllegalStateException: no stock for order " + number + frames
						: (number % 10 < 9) ? "java.lang.NullPointerException: order " + number + frames
								: "order " + number + " is unknown";
				settlements.add(Settlement.reject(delivery, reason));
				number++;
			}
			queue.exchange(settlements, 0, null);
		}
	}

}
