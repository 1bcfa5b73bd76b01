package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.RedisOutcomeUnknownException;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.testing.FaultyProxy;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * How long a call takes while Redis does not execute it: no longer than the client's
 * command timeout, whatever the reason and however many scripts the call runs. The bound
 * is longer, as the machine may be slow, and well below the five seconds for which a call
 * is retried if the timeout is longer.
 */
@Timeout(120)
class CallTimeTests {

	private static final Duration TIMEOUT = Duration.ofMillis(500);

	private static final Duration LONG_TIMEOUT = Duration.ofSeconds(3);

	private static final Duration BOUND = TIMEOUT.multipliedBy(4);

	private final RedisTestServer server = RedisTestServer.start();

	private final TestQueues queues = new TestQueues(this.server, this.server.connectionFactory(TIMEOUT));

	private QueueCalls calls;

	@BeforeEach
	void fill() {
		this.calls = QueueCalls.onFilled(this.queues, this.queues.create(QueueType.FIFO));
	}

	@AfterEach
	void stop() {
		this.queues.close();
		this.server.close();
	}

	@Test
	void aReplicaRefusesInTime() throws Exception {
		this.server.command("REPLICAOF", "127.0.0.1", String.valueOf(this.server.port() + 1));
		failures(this.calls.writes()).forEach((name, failure) -> assertThat(failure).as(name)
			.isInstanceOf(RedisNotExecutedException.class)
			.hasMessageContaining("READONLY"));
		this.server.command("REPLICAOF", "NO", "ONE");
		assertThat(this.calls.leased().ack()).isTrue();
	}

	@Test
	void aMasterWithoutItsReplicasRefusesInTime() throws Exception {
		this.server.command("CONFIG", "SET", "min-replicas-to-write", "1");
		failures(this.calls.writes()).forEach((name, failure) -> assertThat(failure).as(name)
			.isInstanceOf(RedisNotExecutedException.class)
			.hasMessageContaining("NOREPLICAS"));
		this.server.command("CONFIG", "SET", "min-replicas-to-write", "0");
		assertThat(this.calls.leased().ack()).isTrue();
	}

	@Test
	void aServerThatStandsStillIsGivenUpInTime() throws Exception {
		this.server.pause();
		failures(this.calls.all())
			.forEach((name, failure) -> assertThat(failure).as(name).isInstanceOf(RedisOutcomeUnknownException.class));
		this.server.unpause();
	}

	@Test
	void theFirstCallOfAProcessHasNoMoreTime() {
		this.server.command("CONFIG", "SET", "min-replicas-to-write", "1");
		try (TestQueues others = new TestQueues(this.server, this.server.connectionFactory(TIMEOUT))) {
			RedisQueue<String> first = others.create(QueueType.FIFO);
			assertThat(failure("send", () -> first.send("a"))).isInstanceOf(RedisNotExecutedException.class);
			this.server.pause();
			RedisQueue<String> second = others.create(QueueType.LIFO);
			assertThat(failure("send", () -> second.send("a"))).isInstanceOf(RedisOutcomeUnknownException.class);
			this.server.unpause();
		}
	}

	@Test
	void aCallOfSeveralScriptsHasOneDeadline() {
		try (FaultyProxy proxy = new FaultyProxy(this.server);
				TestQueues slow = new TestQueues(this.server, this.server.connectionFactory(LONG_TIMEOUT,
						(configuration) -> configuration.setPort(proxy.port())))) {
			RedisQueue<String> small = slow.create(QueueType.FIFO, (settings) -> settings.capacity(1));
			small.send("expired", SendOptions.defaults().timeToLive(Duration.ofMillis(1)));
			proxy.delay(LONG_TIMEOUT.multipliedBy(7).dividedBy(10));
			// There would be room now, but no time for a third script
			assertThat(catchThrowable(() -> small.send("a"))).isInstanceOf(RedisNotExecutedException.class)
				.hasMessageContaining("the client's command timeout was over");
			proxy.heal();
			small.send("a");
			assertThat(small.poll(10)).containsExactly("a");
		}
	}

	/**
	 * Calls methods that must fail, a few at the same time, and checks how long each of
	 * them took.
	 */
	private static Map<String, Throwable> failures(Map<String, Runnable> calls) throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			Map<String, Future<Throwable>> results = new LinkedHashMap<>();
			calls.forEach((name, call) -> results.put(name, threads.submit(() -> failure(name, call))));
			Map<String, Throwable> failures = new LinkedHashMap<>();
			for (Map.Entry<String, Future<Throwable>> result : results.entrySet()) {
				failures.put(result.getKey(), result.getValue().get());
			}
			return failures;
		}
		finally {
			threads.shutdown();
		}
	}

	/**
	 * Calls a method that must fail, and checks how long that took.
	 */
	private static Throwable failure(String name, Runnable call) {
		long start = System.nanoTime();
		Throwable failure = catchThrowable(call::run);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).as(name).isLessThan(BOUND);
		return failure;
	}

}
