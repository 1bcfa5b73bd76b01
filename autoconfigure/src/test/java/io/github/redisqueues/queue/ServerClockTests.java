package io.github.redisqueues.queue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every moment comes from the server's clock: clients whose clocks are wrong would
 * otherwise cut leases short. On one machine the clocks agree, so what is checked is that
 * no client tells Redis what time it is.
 */
class ServerClockTests {

	private static final Pattern MILLISECONDS = Pattern.compile("(?<!\\d)\\d{13}(?!\\d)");

	@Test
	void tellsRedisNoMomentOfTheClientsClock() {
		try (RedisTestServer server = RedisTestServer.start(); TestQueues queues = new TestQueues(server)) {
			server.command("CONFIG", "SET", "slowlog-log-slower-than", 0);
			server.command("CONFIG", "SET", "slowlog-max-len", 1_000);
			for (QueueType type : QueueType.values()) {
				use(queues.create(type, (settings) -> settings.timeToLive(Duration.ofHours(1))
					.duplicateWindow(Duration.ofSeconds(1))));
			}
			List<List<String>> commands = commands(server);
			assertThat(commands).as("commands of the client").hasSizeGreaterThan(40);
			assertThat(commands).allSatisfy((command) -> assertThat(command).noneMatch(ServerClockTests::namesThisDay));
		}
	}

	private static void use(RedisQueue<String> queue) {
		queue.sendAll(List.of("a", "b", "c", "d", "e"));
		queue.send("delayed", SendOptions.defaults().delay(Duration.ofMinutes(1)).deduplicationId("name"));
		assertThat(queue.poll()).isPresent();
		List<Delivery<String>> deliveries = queue.receive(4, Duration.ofMillis(10));
		deliveries.get(0).extend(Duration.ofMinutes(1));
		deliveries.get(0).ack();
		deliveries.get(1).nack(Duration.ofMinutes(1));
		deliveries.get(2).reject("bad");
		deliveries.get(3).nack();
		queue.deadLetters().redrive(1);
		queue.deadLetters().purge();
		queue.stats();
		queue.purge();
		assertThat(queue.receive(Duration.ofMillis(10))).isEmpty();
	}

	private static boolean namesThisDay(String argument) {
		return MILLISECONDS.matcher(argument)
			.results()
			.map(MatchResult::group)
			.map((digits) -> Duration.between(Instant.ofEpochMilli(Long.parseLong(digits)), Instant.now()).abs())
			.anyMatch((distance) -> distance.compareTo(Duration.ofDays(1)) < 0);
	}

	private static List<List<String>> commands(RedisTestServer server) {
		List<List<String>> commands = new ArrayList<>();
		for (Object entry : (List<?>) server.command("SLOWLOG", "GET", 1_000)) {
			List<String> command = ((List<?>) ((List<?>) entry).get(3)).stream()
				.map((word) -> new String((byte[]) word, StandardCharsets.ISO_8859_1))
				.toList();
			if (command.get(0).startsWith("EVAL")) {
				commands.add(command);
			}
		}
		return commands;
	}

}
