package io.github.redisqueues.internal.queue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.github.redisqueues.queue.DeadLetters;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.Moments;
import io.github.redisqueues.testing.MonitoredCommands;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every time is the server's. A client whose clock is wrong would do harm with any moment
 * that it sends, so none of its commands may carry one; the deadlines that come of them
 * lie on the server's clock.
 */
class ServerClockTests {

	private static final Duration LEASE = Duration.ofSeconds(20);

	private static final Duration DELAY = Duration.ofSeconds(30);

	/**
	 * The moment in it was given by the server, and only comes back.
	 */
	private static final Pattern RECEIPT = Pattern.compile("\\d+\\.\\d+-\\d+");

	private static RedisTestServer server;

	@BeforeAll
	static void start() {
		server = RedisTestServer.start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@EnumSource
	void noCommandCarriesAMomentOfTheClientsClock(QueueType type) throws Exception {
		try (DefaultRedisQueueFactory factory = factory();
				MonitoredCommands monitored = new MonitoredCommands(server)) {
			Set<Double> given = useEverything(queue(factory, type));
			List<List<byte[]>> commands = monitored.read();
			assertThat(commands).hasSizeGreaterThan(20);
			assertThat(commands.stream()
				.flatMap(List::stream)
				.filter((argument) -> !RECEIPT.matcher(new String(argument, StandardCharsets.ISO_8859_1)).matches())
				.filter((argument) -> !areAll(given, argument))
				.flatMap(Moments::in)).as("moments in the arguments of commands").isEmpty();
		}
	}

	@Test
	void deadlinesAreOnTheServersClock() {
		try (DefaultRedisQueueFactory factory = factory()) {
			RedisQueue<String> queue = queue(factory, QueueType.FIFO);
			long before = now();
			queue.send("a");
			queue.send("b", SendOptions.defaults().delay(DELAY));
			Delivery<String> delivery = queue.receive().orElseThrow();
			long after = now();
			assertThat(delivery.sentAt().toEpochMilli()).isBetween(before, after);
			assertThat(deadline("inflight", delivery.id())).isEqualTo(delivery.leaseUntil().toEpochMilli())
				.isBetween(before + LEASE.toMillis(), after + LEASE.toMillis());
			assertThat(queue.browse(0, 1).get(0).dueAt().orElseThrow().toEpochMilli())
				.isBetween(before + DELAY.toMillis(), after + DELAY.toMillis());
			before = now();
			delivery.extend(DELAY);
			assertThat(deadline("inflight", delivery.id())).isEqualTo(delivery.leaseUntil().toEpochMilli())
				.isBetween(before + DELAY.toMillis(), now() + DELAY.toMillis());
		}
	}

	private static DefaultRedisQueueFactory factory() {
		server.command("FLUSHDB");
		return new DefaultRedisQueueFactory(server.connectionFactory(), new JsonPayloadConverter(), "queues:clock");
	}

	private static RedisQueue<String> queue(DefaultRedisQueueFactory factory, QueueType type) {
		return factory.create(QueueSettings.builder("times", String.class)
			.type(type)
			.leaseTime(LEASE)
			.timeToLive(Duration.ofDays(2))
			.capacity(1_000)
			.maxInFlight(10)
			.duplicateWindow(DELAY)
			.build());
	}

	/**
	 * Returns whether an argument consists of deadlines that the server gave, and that
	 * only come back.
	 */
	private static boolean areAll(Set<Double> given, byte[] argument) {
		ByteBuffer buffer = ByteBuffer.wrap(argument);
		boolean areAll = argument.length % Double.BYTES == 0;
		while (areAll && buffer.hasRemaining()) {
			areAll = given.contains(buffer.getDouble());
		}
		return areAll;
	}

	/**
	 * Returns the deadlines that the server gave to the leases.
	 */
	private static Set<Double> useEverything(RedisQueue<String> queue) {
		List<Delivery<String>> taken = new ArrayList<>();
		SendOptions options = SendOptions.defaults();
		queue.send("a", options.id("given"));
		queue.send("b", options.delay(DELAY).timeToLive(DELAY.multipliedBy(2)).header("name", "value"));
		queue.send("c", options.deduplicationId("same"));
		queue.sendAll(List.of("d", "e", "f", "g", "h", "i"));
		queue.poll();
		queue.poll(Duration.ofMillis(1));
		Delivery<String> delivery = taken(queue.receive(1, Duration.ZERO), taken);
		delivery.extend(LEASE);
		delivery.nack();
		taken(queue.receive(1, Duration.ofMillis(1)), taken).nack(DELAY);
		taken(queue.receive(1, Duration.ZERO), taken).retry();
		taken(queue.receive(1, Duration.ZERO), taken).reject("rejected");
		taken(List.of(queue.receiveAsync().join().orElseThrow()), taken).ack();
		List<Delivery<String>> two = queue.receive(2, Duration.ZERO);
		taken(two, taken);
		queue.ack(two);
		queue.peek();
		queue.browse(0, 10);
		queue.size();
		queue.stats();
		DeadLetters<String> dead = queue.deadLetters();
		dead.size();
		dead.browse(0, 10).forEach((letter) -> dead.redrive(letter.id()));
		dead.redrive(5);
		dead.delete("nobody");
		dead.purge();
		queue.pause();
		queue.isPaused();
		queue.resume();
		queue.cancel("given");
		queue.purge();
		queue.receive(Duration.ofMillis(20));
		return taken.stream()
			.map((each) -> ((RedisDelivery<String>) each).message().takenUntil())
			.collect(Collectors.toSet());
	}

	private static Delivery<String> taken(List<Delivery<String>> deliveries, List<Delivery<String>> target) {
		target.addAll(deliveries);
		return deliveries.get(0);
	}

	private static long now() {
		return server.serverTime().toEpochMilli();
	}

	private static long deadline(String part, String id) {
		// The mark of a call is in the last millisecond before the deadline
		return (long) Math
			.ceil(Double.parseDouble(server.connection().text("ZSCORE", "queues:clock:{times}:" + part, id)));
	}

}
