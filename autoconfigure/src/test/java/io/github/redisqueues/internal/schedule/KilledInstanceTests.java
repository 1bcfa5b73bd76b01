package io.github.redisqueues.internal.schedule;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.TestScale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A fleet of processes that run one schedule, some of which are killed (-9).
 */
@Tag(TestScale.SLOW)
@Timeout(120)
class KilledInstanceTests {

	/**
	 * Longer than a busy machine lets all of them sleep at a time.
	 */
	private static final Duration PERIOD = Duration.ofSeconds(1);

	private static final int KILLS = TestScale.of(2, 8);

	private static final int INSTANCES = KILLS + 2;

	private final RedisTestServer server = RedisTestServer.shared();

	@TempDir
	private Path directory;

	/**
	 * The one that is killed sent the last tick, and so would be the first with the next
	 * one: it dies just before, at, or just after that. What is sent is taken at once, so
	 * that a repetition does not find its message there.
	 */
	@Test
	void leaveNoTickOutAndSendNoneTwice() throws Exception {
		long seed = Long.getLong("schedule.seed", new Random().nextLong());
		System.out.println("Instances that are killed, -Dschedule.seed=" + seed);
		Random random = new Random(seed);
		Map<String, ScheduleChild> running = new LinkedHashMap<>();
		try (Fleet fleet = new Fleet(this.server, Ticks.every(PERIOD))) {
			start(fleet.queue(), running);
			List<Delivery<String>> sent = new ArrayList<>();
			for (int kill = 0; kill < KILLS; kill++) {
				Delivery<String> last = take(fleet.queue(), 2, sent);
				Instant moment = tick(last).plus(PERIOD).plusMillis(random.nextInt(-4, 5));
				await().pollInterval(Duration.ofMillis(1)).until(() -> !this.server.serverTime().isBefore(moment));
				Objects.requireNonNull(running.remove(last.payload())).kill();
			}
			Delivery<String> last = take(fleet.queue(), 3, sent);
			assertThat(last.payload()).as("one of those that are left").isIn(running.keySet());
			assertEachTickOnce(sent, seed);
		}
		finally {
			running.values().forEach(ScheduleChild::close);
		}
	}

	/**
	 * Starts the processes, and forgets what they sent meanwhile.
	 */
	private void start(RedisQueue<String> queue, Map<String, ScheduleChild> running) {
		for (int i = 0; i < INSTANCES; i++) {
			String name = "instance" + i;
			running.put(name, ScheduleChild.start(name, this.directory, this.server, queue.name(), PERIOD));
		}
		await().atMost(Duration.ofSeconds(60))
			.until(() -> running.values().stream().allMatch(ScheduleChild::isRunning));
		queue.purge();
	}

	/**
	 * Takes what comes next.
	 * @return the last of it
	 */
	private static Delivery<String> take(RedisQueue<String> queue, int count, List<Delivery<String>> target) {
		for (int i = 0; i < count; i++) {
			Delivery<String> delivery = queue.receive(Duration.ofSeconds(30)).orElseThrow();
			delivery.ack();
			target.add(delivery);
		}
		return target.get(target.size() - 1);
	}

	/**
	 * Each before the next one is due, by the server's clock.
	 */
	private static void assertEachTickOnce(List<Delivery<String>> deliveries, long seed) {
		String history = "seed " + seed
				+ deliveries.stream()
					.map((delivery) -> "\n%s by %s after %d ms".formatted(tick(delivery), delivery.payload(),
							Duration.between(tick(delivery), delivery.sentAt()).toMillis()))
					.collect(Collectors.joining());
		Instant expected = tick(deliveries.get(0));
		for (Delivery<String> delivery : deliveries) {
			assertThat(tick(delivery)).as(history).isEqualTo(expected);
			assertThat(delivery.sentAt()).as(history).isBetween(expected, expected.plus(PERIOD));
			expected = expected.plus(PERIOD);
		}
	}

	private static Instant tick(Delivery<String> delivery) {
		return Instant.parse(delivery.headers().get("tick"));
	}

}
