package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.CommandStats;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What waiting costs: one poll of Redis every few seconds.
 */
@Timeout(60)
class IdleWaitersTests {

	@Test
	void asksRedisAlmostNothingWhileTwentyWait() {
		try (RedisTestServer server = RedisTestServer.start(); TestQueues queues = new TestQueues(server)) {
			RedisQueue<String> queue = queues.create(QueueType.FIFO);
			List<BlockedCall<Optional<String>>> waiters = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				waiters.add(new BlockedCall<>(() -> queue.poll(Duration.ofSeconds(50))));
			}
			String key = queues.invariant(queue).key("waiters");
			Awaitility.await()
				.until(() -> server.connection().number("ZCARD", key) == 1
						&& waiters.stream().allMatch(BlockedCall::isParked));
			double perSecond = CommandStats.scriptsPerSecond(server, Duration.ofSeconds(6));
			assertThat(perSecond).as("scripts a second").isLessThan(5);
			queue.sendAll(Collections.nCopies(20, "a"));
			waiters.forEach((waiter) -> assertThat(waiter.atOnce()).contains("a"));
		}
	}

}
