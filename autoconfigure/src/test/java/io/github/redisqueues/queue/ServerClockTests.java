package io.github.redisqueues.queue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every time is the server's. A client whose clock is wrong would do harm with any moment
 * that it sends, so none of its commands may carry one; the deadlines that come of them
 * lie on the server's clock.
 */
class ServerClockTests {

	private static final Duration LEASE = Duration.ofSeconds(20);

	private static final Duration DELAY = Duration.ofSeconds(30);

	private static final Duration CLOSE_TO_NOW = Duration.ofHours(1);

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
		try (RedisQueueFactory factory = factory(); MonitoredCommands monitored = new MonitoredCommands(server)) {
			useEverything(queue(factory, type));
			List<List<byte[]>> commands = monitored.read();
			assertThat(commands).hasSizeGreaterThan(20);
			assertThat(commands.stream().flatMap(List::stream).flatMap(ServerClockTests::moments))
				.as("moments in the arguments of commands")
				.isEmpty();
		}
	}

	@Test
	void deadlinesAreOnTheServersClock() {
		try (RedisQueueFactory factory = factory()) {
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

	@ParameterizedTest
	@MethodSource
	void aMomentIsFoundHoweverItIsWritten(byte[] argument) {
		assertThat(moments(argument)).isNotEmpty();
	}

	static Stream<byte[]> aMomentIsFoundHoweverItIsWritten() {
		Instant later = Instant.now().plus(LEASE);
		long millis = later.toEpochMilli();
		return Stream.of(text(millis), text(later.getEpochSecond()), text(millis * 1_000), text(later),
				ByteBuffer.allocate(24).putLong(3).putLong(millis).putLong(5).array(),
				ByteBuffer.allocate(9).put((byte) 1).order(ByteOrder.LITTLE_ENDIAN).putLong(millis).array(),
				ByteBuffer.allocate(8).putDouble(millis).array());
	}

	private static byte[] text(Object moment) {
		return ("lease-" + moment + ";").getBytes(StandardCharsets.UTF_8);
	}

	@Test
	void numbersThatAreNoMomentsPass() {
		assertThat(moments("30000".getBytes(StandardCharsets.UTF_8))).isEmpty();
		assertThat(moments(ByteBuffer.allocate(16).putLong(LEASE.toMillis()).putLong(100).array())).isEmpty();
	}

	private static RedisQueueFactory factory() {
		server.command("FLUSHDB");
		return new RedisQueueFactory(server.connectionFactory(), new JsonPayloadConverter(), "clock");
	}

	private static RedisQueue<String> queue(RedisQueueFactory factory, QueueType type) {
		return factory.create(QueueSettings.builder("times", String.class)
			.type(type)
			.leaseTime(LEASE)
			.timeToLive(Duration.ofDays(2))
			.capacity(1_000)
			.maxInFlight(10)
			.duplicateWindow(DELAY)
			.build());
	}

	private static void useEverything(RedisQueue<String> queue) {
		SendOptions options = SendOptions.defaults();
		queue.send("a", options.id("given"));
		queue.send("b", options.delay(DELAY).timeToLive(DELAY.multipliedBy(2)).header("name", "value"));
		queue.send("c", options.deduplicationId("same"));
		queue.sendAll(List.of("d", "e", "f", "g", "h", "i"));
		queue.poll();
		queue.poll(Duration.ofMillis(1));
		Delivery<String> delivery = queue.receive().orElseThrow();
		delivery.extend(LEASE);
		delivery.nack();
		queue.receive(Duration.ofMillis(1)).orElseThrow().nack(DELAY);
		queue.receive().orElseThrow().retry();
		queue.receive().orElseThrow().reject("rejected");
		queue.receive().orElseThrow().ack();
		queue.ack(queue.receive(2, Duration.ZERO));
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
	}

	/**
	 * Finds what could be a moment of these days: digits, or binary numbers of six or
	 * eight bytes, in seconds to microseconds.
	 */
	private static Stream<String> moments(byte[] argument) {
		List<String> moments = new ArrayList<>();
		String text = new String(argument, StandardCharsets.ISO_8859_1);
		if (RECEIPT.matcher(text).matches()) {
			return Stream.empty();
		}
		Matcher digits = Pattern.compile("\\d{10,19}").matcher(text);
		while (digits.find()) {
			long number = Long.parseLong(digits.group());
			LongStream.of(number * 1_000, number, number / 1_000)
				.filter(ServerClockTests::isCloseToNow)
				.forEach((millis) -> moments.add(digits.group() + " in " + text));
		}
		if (Pattern.compile("\\d{4}-\\d\\d-\\d\\dT").matcher(text).find()) {
			moments.add(text);
		}
		for (int i = 0; i < argument.length; i++) {
			for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
				if (binary(argument, i, order).anyMatch(ServerClockTests::isCloseToNow)) {
					moments.add("binary at " + i + " of " + HexFormat.of().formatHex(argument));
				}
			}
		}
		return moments.stream();
	}

	private static LongStream binary(byte[] argument, int from, ByteOrder order) {
		if (from + 6 > argument.length) {
			return LongStream.empty();
		}
		byte[] six = new byte[8];
		System.arraycopy(argument, from, six, (order == ByteOrder.BIG_ENDIAN) ? 2 : 0, 6);
		long number = ByteBuffer.wrap(six).order(order).getLong();
		if (from + 8 > argument.length) {
			return LongStream.of(number);
		}
		ByteBuffer eight = ByteBuffer.wrap(argument, from, 8).order(order);
		return LongStream.of(number, eight.getLong(from), (long) eight.getDouble(from), eight.getLong(from) / 1_000);
	}

	private static boolean isCloseToNow(long millis) {
		return Math.abs(millis - System.currentTimeMillis()) < CLOSE_TO_NOW.toMillis();
	}

	private static long now() {
		return server.serverTime().toEpochMilli();
	}

	private static long deadline(String part, String id) {
		return Long.parseLong(server.connection().text("ZSCORE", "clock:{times}:" + part, id));
	}

}
