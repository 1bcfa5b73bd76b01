package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.CommandStats;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a queue costs that uses neither groups nor a rate nor anything else: each command
 * that a script runs, counted.
 */
@Timeout(60)
class PlainPathTests {

	private static final Set<String> NOT_OF_SCRIPTS = Set.of("evalsha", "info");

	@ParameterizedTest
	@EnumSource(names = { "FIFO", "PRIORITY" })
	void callsFewCommands(QueueType type) {
		boolean sorted = type == QueueType.PRIORITY;
		try (RedisTestServer server = RedisTestServer.start(); TestQueues queues = new TestQueues(server)) {
			RedisQueue<String> queue = queues.create(type);
			for (int round = 0; round < 2; round++) {
				queue.send("a");
				assertThat(queue.receive().orElseThrow().ack()).isTrue();
				queue.send("a");
				assertThat(queue.poll()).contains("a");
			}
			assertThat(commandsOf(server, () -> queue.send("a")))
				.isEqualTo(sorted ? Map.of("time", 1L, "hincrby", 1L, "hsetnx", 1L, "zadd", 1L, "exists", 1L)
						: Map.of("time", 1L, "hsetnx", 1L, "rpush", 1L, "exists", 1L));
			String pop = sorted ? "zpopmin" : "lpop";
			assertThat(commandsOf(server, () -> queue.poll()))
				.isEqualTo(Map.of("time", 1L, "exists", 1L, pop, 1L, "hmget", 1L, "hdel", 1L));
			queue.sendAll(List.of("a", "b"));
			assertThat(commandsOf(server, () -> queue.receive(1, Duration.ZERO))).as("leaves something in flight")
				.isEqualTo(Map.of("time", 1L, "exists", 2L, "zrange", 1L, "zcard", 1L, pop, 1L, "hmget", 1L, "zadd", 1L,
						"zrem", 1L));
			List<Delivery<String>> deliveries = queue.receive(1, Duration.ZERO);
			assertThat(commandsOf(server, () -> queue.ack(deliveries)))
				.isEqualTo(Map.of("time", 1L, "zmscore", 1L, "exists", 1L, "zrem", 1L, "hdel", 1L));
		}
	}

	private static Map<String, Long> commandsOf(RedisTestServer server, Runnable operation) {
		Map<String, Long> before = CommandStats.of(server.connection()).calls();
		operation.run();
		return CommandStats.of(server.connection())
			.calls()
			.entrySet()
			.stream()
			.filter((entry) -> !NOT_OF_SCRIPTS.contains(entry.getKey()))
			.filter((entry) -> entry.getValue() > before.getOrDefault(entry.getKey(), 0L))
			.collect(Collectors.toMap(Map.Entry::getKey,
					(entry) -> entry.getValue() - before.getOrDefault(entry.getKey(), 0L)));
	}

}
