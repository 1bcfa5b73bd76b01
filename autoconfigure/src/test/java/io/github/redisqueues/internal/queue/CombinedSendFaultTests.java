package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOutcomeUnknownException;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.CommandStats;
import io.github.redisqueues.testing.FaultyProxy;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.TestScale;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sends that go together to a server that stands still, refuses them, or loses the
 * connection.
 */
@Timeout(120)
class CombinedSendFaultTests {

	private static final int THREADS = 100;

	private final RedisTestServer server = RedisTestServer.start("--maxmemory-policy", "noeviction");

	private final FaultyProxy proxy = new FaultyProxy(this.server);

	private final List<TestQueues> processes = new ArrayList<>();

	@AfterEach
	void stop() {
		this.processes.forEach(TestQueues::close);
		this.proxy.close();
		this.server.close();
	}

	private RedisQueue<String> queue(QueueType type, Duration timeout) {
		TestQueues queues = new TestQueues(this.server,
				this.server.connectionFactory(timeout, (configuration) -> configuration.setPort(this.proxy.port())));
		this.processes.add(queues);
		RedisQueue<String> queue = queues.create(type);
		queue.send("first");
		assertThat(queue.poll()).contains("first");
		return queue;
	}

	/**
	 * Starts threads that send one message each, and waits until all wait for Redis or
	 * for each other.
	 */
	private static Map<String, BlockedCall<String>> sendFromThreads(RedisQueue<String> queue) {
		Map<String, BlockedCall<String>> calls = new LinkedHashMap<>();
		IntStream.range(0, THREADS)
			.mapToObj((i) -> "thread " + i)
			.forEach((payload) -> calls.put(payload, new BlockedCall<>(() -> queue.send(payload))));
		Awaitility.await().until(() -> calls.values().stream().allMatch((call) -> call.isDone() || call.isParked()));
		return calls;
	}

	private static Map<String, String> takeAll(RedisQueue<String> queue) {
		Map<String, String> taken = new HashMap<>();
		for (Delivery<String> delivery : queue.receive(1_000, Duration.ZERO)) {
			assertThat(taken.put(delivery.payload(), delivery.id())).isNull();
			delivery.ack();
		}
		return taken;
	}

	private long scripts() {
		return CommandStats.of(this.server.connection()).calls("evalsha");
	}

	@ParameterizedTest
	@EnumSource(names = "DELAY", mode = EnumSource.Mode.EXCLUDE)
	void whatWaitsForRedisGoesInFewScripts(QueueType type) {
		RedisQueue<String> queue = queue(type, Duration.ofSeconds(30));
		long before = scripts();
		this.server.command("CLIENT", "PAUSE", "60000", "WRITE");
		Map<String, BlockedCall<String>> calls = sendFromThreads(queue);
		this.server.command("CLIENT", "UNPAUSE");
		Map<String, String> ids = new HashMap<>();
		calls.forEach((payload, call) -> ids.put(payload, call.within(Duration.ofSeconds(30))));
		assertThat(scripts() - before).as("scripts that sent " + THREADS + " messages").isLessThan(THREADS - 10);
		assertThat(takeAll(queue)).isEqualTo(ids);
	}

	@ParameterizedTest
	@EnumSource(names = { "FIFO", "PRIORITY" })
	void whatGathersForTheExecutorGoesInFewScripts(QueueType type) {
		RedisQueue<String> queue = queue(type, Duration.ofSeconds(30));
		Map<String, CompletableFuture<String>> calls = new LinkedHashMap<>();
		long before = scripts();
		for (int i = 0; i < 2_000; i++) {
			String payload = "async " + i;
			calls.put(payload, queue.sendAsync(payload));
		}
		Map<String, String> ids = new HashMap<>();
		calls.forEach((payload, call) -> ids.put(payload, call.join()));
		assertThat(scripts() - before).isLessThan(1_500);
		Map<String, String> taken = new HashMap<>(takeAll(queue));
		taken.putAll(takeAll(queue));
		assertThat(taken).isEqualTo(ids);
	}

	@ParameterizedTest
	@EnumSource(names = { "FIFO", "PRIORITY" })
	void aServerThatDoesNotAnswerMakesNoneSendLater(QueueType type) {
		RedisQueue<String> queue = queue(type, Duration.ofSeconds(2));
		this.server.command("CLIENT", "PAUSE", "60000", "WRITE");
		Outcomes outcomes = new Outcomes(sendFromThreads(queue));
		this.server.command("CLIENT", "UNPAUSE");
		assertThat(outcomes.sent).isEmpty();
		assertThat(outcomes.unknown).as("had begun").isNotEmpty();
		outcomes.check(queue, "paused server");
	}

	@ParameterizedTest
	@EnumSource(names = { "FIFO", "PRIORITY" })
	void eachIsRefusedWhenThereIsNoMemory(QueueType type) {
		RedisQueue<String> queue = queue(type, Duration.ofSeconds(30));
		this.server.command("CONFIG", "SET", "maxmemory", "1");
		Outcomes outcomes = new Outcomes(sendFromThreads(queue));
		assertThat(outcomes.notSent).hasSize(THREADS);
		List<CompletableFuture<String>> calls = IntStream.range(0, 50).mapToObj((i) -> queue.sendAsync("m")).toList();
		calls.forEach((call) -> assertThat(call).failsWithin(Duration.ofSeconds(10))
			.withThrowableThat()
			.withCauseInstanceOf(RedisNotExecutedException.class));
		this.server.command("CONFIG", "SET", "maxmemory", "0");
		outcomes.check(queue, "out of memory");
	}

	@Test
	void aLostConnectionNeitherLosesNorRepeatsAMessage() {
		long seed = Long.getLong("sends.seed", ThreadLocalRandom.current().nextLong());
		Random random = new Random(seed);
		for (int round = 0; round < TestScale.of(8, 200); round++) {
			QueueType type = QueueType.values()[round % QueueType.values().length];
			RedisQueue<String> queue = queue(type, Duration.ofSeconds(10));
			this.server.command("CLIENT", "PAUSE", "60000", "WRITE");
			Map<String, BlockedCall<String>> calls = sendFromThreads(queue);
			if (random.nextBoolean()) {
				this.proxy.cutAfter("EVALSHA");
			}
			else {
				this.proxy.cutBefore("EVALSHA");
			}
			this.server.command("CLIENT", "UNPAUSE");
			new Outcomes(calls).check(queue, "seed " + seed + ", round " + round);
			this.proxy.heal();
		}
	}

	/**
	 * What became of the sends.
	 */
	private static final class Outcomes {

		private final Map<String, String> sent = new HashMap<>();

		private final List<String> unknown = new ArrayList<>();

		private final List<String> notSent = new ArrayList<>();

		private Outcomes(Map<String, BlockedCall<String>> calls) {
			calls.forEach((payload, call) -> add(payload, () -> call.within(Duration.ofSeconds(30))));
		}

		private void add(String payload, Supplier<String> call) {
			try {
				this.sent.put(payload, call.get());
			}
			catch (AssertionError ex) {
				assertThat(ex.getCause()).isInstanceOfAny(SendOutcomeUnknownException.class,
						RedisNotExecutedException.class);
				((ex.getCause() instanceof SendOutcomeUnknownException) ? this.unknown : this.notSent).add(payload);
			}
		}

		private void check(RedisQueue<String> queue, String what) {
			// Lettuce may still repeat what was not answered
			Awaitility.await().untilAsserted(() -> assertThat(queue.isPaused()).isFalse());
			Map<String, String> taken = takeAll(queue);
			taken.keySet().removeIf((payload) -> this.unknown.contains(payload));
			assertThat(taken).as(what).isEqualTo(this.sent);
		}

	}

}
