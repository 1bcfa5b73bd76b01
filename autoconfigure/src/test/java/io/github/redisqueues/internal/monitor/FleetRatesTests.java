package io.github.redisqueues.internal.monitor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.github.redisqueues.internal.fleet.ListenerSnapshot;
import io.github.redisqueues.internal.fleet.Membership;
import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.ListenerStatus.State;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestCluster;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.testing.TestRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The rates that a process sees of a queue that others consume.
 */
@Timeout(120)
class FleetRatesTests {

	private final String namespace = "queues:rates-" + UUID.randomUUID();

	private final List<Runnable> closing = new ArrayList<>();

	@AfterEach
	void close() {
		this.closing.forEach(Runnable::run);
	}

	/**
	 * A process that consumes a queue.
	 */
	private final class Process {

		private final LettuceConnectionFactory connectionFactory;

		private final DefaultRedisQueueFactory factory;

		private final RedisQueue<String> queue;

		private final Membership membership;

		Process(TestRedis redis) {
			this.connectionFactory = redis.connectionFactory();
			this.factory = new DefaultRedisQueueFactory(this.connectionFactory, new JsonPayloadConverter(),
					FleetRatesTests.this.namespace);
			this.queue = this.factory.create(QueueSettings.builder("orders", String.class).build());
			this.membership = ((ConsumableQueue<String>) this.queue).join(() -> new ListenerSnapshot("books",
					State.RUNNING, 1, 1, 0, Duration.ZERO, Optional.empty(), 0, Optional.empty(), ""));
			FleetRatesTests.this.closing.add(0, this::stop);
		}

		void poll(int count) {
			assertThat(this.queue.poll(count)).hasSize(count);
			// Tells it now, not within ten seconds
			this.membership.changed();
		}

		/**
		 * Ends without a word, as a process that is killed.
		 */
		void kill() {
			this.connectionFactory.destroy();
		}

		void stop() {
			this.factory.close();
			this.connectionFactory.destroy();
		}

	}

	@Test
	void areKnownOnOneServerAndNeverNegative() {
		seesWhatOthersConsume(RedisTestServer.shared());
	}

	@Test
	void areKnownOnACluster() {
		seesWhatOthersConsume(RedisTestCluster.shared());
	}

	private void seesWhatOthersConsume(TestRedis redis) {
		Process watching = new Process(redis);
		QueueMonitor monitor = new QueueMonitor(() -> List.of(watching.queue), Duration.ofSeconds(1));
		monitor.start();
		this.closing.add(0, monitor::stop);
		for (int i = 0; i < 10; i++) {
			watching.queue.sendAll(Collections.nCopies(1_000, "a"));
		}
		await().until(() -> monitor.history("orders").size() >= 2);
		Process first = new Process(redis);
		Process second = new Process(redis);
		Process[] consumers = { first, second };
		await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(500)).until(() -> {
			consumers[0].poll(30);
			consumers[1].poll(10);
			watching.queue.sendAll(Collections.nCopies(20, "b"));
			return monitor.forecast("orders").rates().isPresent() && monitor.history("orders").size() > 10;
		});
		// Of 40 and 20 at a time, however slow this machine is
		assertThat(monitor.forecast("orders").rates()).hasValueSatisfying((rates) -> {
			assertThat(rates.out()).isPositive();
			assertThat(rates.in() / rates.out()).isBetween(0.25, 0.75);
		});
		first.queue.poll(200);
		first.kill();
		second.stop();
		consumers[1] = new Process(redis);
		int known = monitor.history("orders").size() + 8;
		await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(500)).until(() -> {
			consumers[1].poll(10);
			monitor.forecast("orders").rates().ifPresent((rates) -> {
				assertThat(rates.in()).isNotNegative();
				assertThat(rates.out()).isPositive();
			});
			return monitor.history("orders").size() >= known;
		});
		assertThat(monitor.forecast("orders").rates()).isPresent();
	}

}
