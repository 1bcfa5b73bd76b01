package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.RedisOutcomeUnknownException;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.queue.SendOutcomeUnknownException;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.RedisTestServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.dao.TransientDataAccessException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A server that is down, stands still, or comes back.
 */
@Timeout(60)
class RedisFailureTests {

	@Test
	void saysAtOnceThatNothingWasDoneWhenRedisIsDown() {
		try (RedisTestServer server = RedisTestServer.start(); TestQueues queues = new TestQueues(server)) {
			server.kill();
			RedisQueue<String> queue = queues.create(QueueType.FIFO);
			long start = System.nanoTime();
			List<Runnable> calls = List.of(() -> queue.send("a"), () -> queue.sendAll(List.of("a", "b")), queue::poll,
					queue::receive, () -> queue.receive(Duration.ofSeconds(30)), () -> queue.cancel("a"), queue::size,
					queue::stats, queue::peek, queue::purge, queue::pause, queue::resume, queue::isPaused,
					() -> queue.browse(0, 1), () -> queue.deadLetters().size());
			for (Runnable call : calls) {
				assertThatExceptionOfType(RedisNotExecutedException.class).isThrownBy(call::run);
			}
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
			server.restart();
			queue.send("a");
			assertThat(queue.poll()).contains("a");
		}
	}

	@Test
	void saysWithinTheTimeoutThatTheOutcomeIsUnknownWhenRedisStandsStill() {
		try (RedisTestServer server = RedisTestServer.start();
				TestQueues queues = new TestQueues(server, server.connectionFactory(Duration.ofSeconds(1)))) {
			RedisQueue<String> queue = queues.create(QueueType.FIFO);
			queue.sendAll(List.of("leased", "ready"));
			Delivery<String> leased = queue.receive().orElseThrow();
			server.pause();
			long start = System.nanoTime();
			SendOutcomeUnknownException one = catchSend(() -> queue.send("one"));
			SendOutcomeUnknownException two = catchSend(() -> queue.sendAll(List.of("two", "three")));
			assertThatExceptionOfType(RedisOutcomeUnknownException.class).isThrownBy(leased::ack);
			assertThatExceptionOfType(RedisOutcomeUnknownException.class).isThrownBy(queue::receive);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofSeconds(3),
					Duration.ofSeconds(10));
			server.unpause();
			assertThat(two.ids()).hasSize(2);
			queue.send("one", SendOptions.defaults().id(one.ids().get(0)));
			queue.send("two", SendOptions.defaults().id(two.ids().get(0)));
			queue.send("three", SendOptions.defaults().id(two.ids().get(1)));
			queues.invariant(queue).check();
			List<String> left = new ArrayList<>(queue.poll(10));
			// Whether the calls that were not answered had taken and settled these,
			// nobody knows
			left.removeAll(List.of("leased", "ready"));
			assertThat(left).containsExactlyInAnyOrder("one", "two", "three");
		}
	}

	private static SendOutcomeUnknownException catchSend(Runnable send) {
		try {
			send.run();
		}
		catch (SendOutcomeUnknownException ex) {
			return ex;
		}
		throw new AssertionError("the send was answered");
	}

	@ParameterizedTest
	@EnumSource
	void losesNothingThatWasAcknowledgedWhenRedisIsKilledAndRestarted(QueueType type) {
		try (RedisTestServer server = RedisTestServer.start("--appendonly", "yes", "--appendfsync", "always");
				TestQueues queues = new TestQueues(server, server.connectionFactory(Duration.ofSeconds(3)))) {
			RedisQueue<String> queue = queues.create(type);
			List<String> payloads = List.of("a", "b", "c", "d", "e", "f");
			queue.sendAll(payloads);
			queue.send("delayed", SendOptions.defaults().delay(Duration.ofHours(1)).deduplicationId("name"));
			List<Delivery<String>> deliveries = queue.receive(4, Duration.ZERO);
			deliveries.get(0).ack();
			deliveries.get(1).reject("bad");
			deliveries.get(2).nack();
			queue.cancel(queue.send("cancelled"));
			queue.pause();
			server.restart();
			Awaitility.await().ignoreExceptionsInstanceOf(TransientDataAccessException.class).until(queue::isPaused);
			queue.resume();
			assertThat(queue.stats())
				.extracting(QueueStats::ready, QueueStats::delayed, QueueStats::inFlight, QueueStats::dead)
				.containsExactly(3L, 1L, 1L, 1L);
			assertThat(deliveries.get(0).ack()).as("settled before the restart").isFalse();
			assertThat(deliveries.get(3).ack()).as("leased before the restart").isTrue();
			Delivery<String> returned = queue.receive().orElseThrow();
			assertThat(returned.id()).isEqualTo(deliveries.get(2).id());
			assertThat(returned.attempt()).isEqualTo(2);
			queues.invariant(queue).check();
		}
	}

	@Test
	void letsWaitersGoOnByThemselvesAfterARestart() {
		try (RedisTestServer server = RedisTestServer.start("--appendonly", "yes", "--appendfsync", "always");
				TestQueues queues = new TestQueues(server, server.connectionFactory(Duration.ofSeconds(3)))) {
			RedisQueue<String> queue = queues.create(QueueType.FIFO);
			BlockedCall<Optional<String>> waiter = new BlockedCall<>(() -> queue.poll(Duration.ofSeconds(50)));
			String waiters = queues.invariant(queue).key("waiters");
			Awaitility.await().until(() -> server.connection().number("ZCARD", waiters) == 1);
			server.restart();
			assertThat(waiter.isDone()).isFalse();
			Awaitility.await()
				.ignoreExceptionsInstanceOf(TransientDataAccessException.class)
				.until(() -> queue.send("a", SendOptions.defaults().id("a")).equals("a"));
			assertThat(waiter.within(Duration.ofSeconds(20))).contains("a");
		}
	}

}
