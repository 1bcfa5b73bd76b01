package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.RedisOutcomeUnknownException;
import io.github.redisqueues.queue.Delivery;
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

	private static final Duration BOUND = TIMEOUT.multipliedBy(4);

	private final RedisTestServer server = RedisTestServer.start();

	private final TestQueues queues = new TestQueues(this.server, this.server.connectionFactory(TIMEOUT));

	private final RedisQueue<String> queue = this.queues.create(QueueType.FIFO);

	private Delivery<String> leased;

	@BeforeEach
	void fill() {
		this.queue.sendAll(List.of("leased", "dead", "ready"));
		this.leased = this.queue.receive().orElseThrow();
		this.queue.receive().orElseThrow().reject("bad");
	}

	@AfterEach
	void stop() {
		this.queues.close();
		this.server.close();
	}

	@Test
	void aReplicaRefusesInTime() {
		this.server.command("REPLICAOF", "127.0.0.1", String.valueOf(this.server.port() + 1));
		writes().forEach((name, call) -> assertThat(failure(name, call)).as(name)
			.isInstanceOf(RedisNotExecutedException.class)
			.hasMessageContaining("READONLY"));
		this.server.command("REPLICAOF", "NO", "ONE");
		assertThat(this.leased.ack()).isTrue();
	}

	@Test
	void aMasterWithoutItsReplicasRefusesInTime() {
		this.server.command("CONFIG", "SET", "min-replicas-to-write", "1");
		writes().forEach((name, call) -> assertThat(failure(name, call)).as(name)
			.isInstanceOf(RedisNotExecutedException.class)
			.hasMessageContaining("NOREPLICAS"));
		this.server.command("CONFIG", "SET", "min-replicas-to-write", "0");
		assertThat(this.leased.ack()).isTrue();
	}

	@Test
	void aServerThatStandsStillIsGivenUpInTime() {
		this.server.pause();
		all().forEach((name, call) -> assertThat(failure(name, call)).as(name)
			.isInstanceOf(RedisOutcomeUnknownException.class));
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
				TestQueues slow = new TestQueues(this.server, this.server.connectionFactory(TIMEOUT,
						(configuration) -> configuration.setPort(proxy.port())))) {
			RedisQueue<String> small = slow.create(QueueType.FIFO, (settings) -> settings.capacity(1));
			small.send("expired", SendOptions.defaults().timeToLive(Duration.ofMillis(1)));
			proxy.delay(TIMEOUT.multipliedBy(7).dividedBy(10));
			// There would be room now, but no time for a third script
			assertThat(failure("send", () -> small.send("a"))).isInstanceOf(RedisNotExecutedException.class)
				.hasMessageContaining("the client's command timeout was over");
			proxy.heal();
			small.send("a");
			assertThat(small.poll(10)).containsExactly("a");
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

	private Map<String, Runnable> all() {
		Map<String, Runnable> calls = writes();
		calls.put("peek", this.queue::peek);
		calls.put("browse", () -> this.queue.browse(0, 10));
		calls.put("size", this.queue::size);
		calls.put("stats", this.queue::stats);
		calls.put("isPaused", this.queue::isPaused);
		calls.put("dead letters", () -> this.queue.deadLetters().browse(0, 10));
		calls.put("how many dead letters", () -> this.queue.deadLetters().size());
		calls.put("begin of a schedule", () -> schedulable().beginSchedule("s", "known"));
		return calls;
	}

	/**
	 * Returns calls that change something in the queue as it is filled.
	 */
	private Map<String, Runnable> writes() {
		Map<String, Runnable> calls = new LinkedHashMap<>();
		calls.put("send", () -> this.queue.send("a"));
		calls.put("send with options", () -> this.queue.send("a", SendOptions.defaults().delay(Duration.ofHours(1))));
		calls.put("sendAll", () -> this.queue.sendAll(List.of("a", "b")));
		calls.put("poll", this.queue::poll);
		calls.put("poll of many", () -> this.queue.poll(2_000));
		calls.put("poll with a wait", () -> this.queue.poll(Duration.ofSeconds(30)));
		calls.put("poll with a short wait", () -> this.queue.poll(Duration.ofMillis(1)));
		calls.put("receive", this.queue::receive);
		calls.put("receive of many", () -> this.queue.receive(2_000, Duration.ZERO));
		calls.put("receive with a wait", () -> this.queue.receive(Duration.ofSeconds(30)));
		calls.put("exchange", () -> consumable().exchange(List.of(), 10, null));
		calls.put("renew", () -> consumable().renew(List.of((RedisDelivery<String>) this.leased)));
		calls.put("ack", this.leased::ack);
		calls.put("ack of many", () -> this.queue.ack(List.of(this.leased, this.leased)));
		calls.put("nack", this.leased::nack);
		calls.put("retry", this.leased::retry);
		calls.put("reject", () -> this.leased.reject("bad"));
		calls.put("extend", () -> this.leased.extend(Duration.ofMinutes(1)));
		calls.put("cancel", () -> this.queue.cancel(this.queue.browse(0, 1).get(0).id()));
		calls.put("purge", this.queue::purge);
		calls.put("pause", this.queue::pause);
		calls.put("resume", this.queue::resume);
		calls.put("redrive", () -> this.queue.deadLetters().redrive(10));
		calls.put("deletion of a dead letter", () -> this.queue.deadLetters().purge());
		calls.put("schedule", () -> schedulable().sendTick("s", Instant.EPOCH.plusSeconds(1), Duration.ZERO, "a"));
		calls.put("topic", () -> this.queues.topic(this.queue).send("a", SendOptions.defaults()));
		return calls;
	}

	private ConsumableQueue<String> consumable() {
		return (ConsumableQueue<String>) this.queue;
	}

	private SchedulableQueue<String> schedulable() {
		return (SchedulableQueue<String>) this.queue;
	}

}
