package io.github.redisqueues.internal.monitor;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.CommandStats;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the monitor knows, and when it asks Redis.
 */
@Timeout(60)
class QueueMonitorTests {

	private static final Duration REFRESH = Duration.ofMillis(50);

	private final RedisTestServer server = RedisTestServer.start();

	private final LettuceConnectionFactory connectionFactory = this.server.connectionFactory(Duration.ofSeconds(1));

	private final DefaultRedisQueueFactory factory = new DefaultRedisQueueFactory(this.connectionFactory,
			new JsonPayloadConverter(), "queues:monitor");

	private final RedisQueue<String> orders = create("orders");

	private final List<RedisQueue<?>> queues = new CopyOnWriteArrayList<>(List.of(this.orders));

	private final QueueMonitor monitor = new QueueMonitor(() -> this.queues, REFRESH);

	@BeforeEach
	void start() {
		this.monitor.start();
	}

	@AfterEach
	void close() {
		this.monitor.stop();
		this.factory.close();
		this.connectionFactory.destroy();
		this.server.close();
	}

	private RedisQueue<String> create(String name) {
		return this.factory.create(QueueSettings.builder(name, String.class).build());
	}

	@Test
	void asksNothingUntilSomebodyAsksIt() {
		assertThat(threads()).isEmpty();
		assertThat(scripts()).isZero();
		assertThat(this.monitor.stats("orders")).isEmpty();
		await().until(() -> this.monitor.stats("orders").isPresent());
		assertThat(threads()).hasSize(1).allMatch(Thread::isDaemon);
	}

	@Test
	void knowsWhatTheQueuesHold() {
		this.orders.send("a");
		this.orders.send("b");
		assertThat(this.orders.receive()).isPresent();
		await().untilAsserted(() -> assertThat(this.monitor.stats("orders")).hasValueSatisfying((stats) -> {
			assertThat(stats.ready()).isOne();
			assertThat(stats.inFlight()).isOne();
		}));
		await().until(() -> this.monitor.history("orders").size() > 2);
		assertThat(this.monitor.forecast("orders").backlog()).isOne();
	}

	@Test
	void endsWhenNobodyHasAskedForLong() {
		QueueMonitor forgotten = new QueueMonitor(() -> this.queues, REFRESH, Duration.ofMillis(1));
		forgotten.start();
		forgotten.stats("orders");
		await().until(() -> !threads().isEmpty());
		await().until(() -> threads().isEmpty());
		await().until(() -> forgotten.stats("orders").isPresent());
		forgotten.stop();
		await().until(() -> threads().isEmpty());
	}

	@Test
	void forgetsAQueueThatIsGoneAndLearnsOfANewOne() {
		await().until(() -> this.monitor.stats("orders").isPresent());
		this.queues.set(0, create("others"));
		await().until(() -> this.monitor.stats("others").isPresent());
		assertThat(this.monitor.stats("orders")).isEmpty();
	}

	@Test
	void stopsAndRestarts() {
		await().until(() -> this.monitor.stats("orders").isPresent());
		this.monitor.stop();
		await().until(() -> threads().isEmpty());
		await().until(() -> this.monitor.stats("orders").isEmpty());
		assertThat(threads()).isEmpty();
		this.monitor.start();
		await().until(() -> this.monitor.stats("orders").isPresent());
	}

	@Test
	void whatIsOldIsUnknownAndNoQuestionWaitsForRedis() {
		await().until(() -> this.monitor.stats("orders").isPresent());
		this.server.pause();
		try {
			await().atMost(Duration.ofMillis(900)).until(() -> this.monitor.stats("orders").isEmpty());
			assertThat(this.monitor.history("orders")).isEmpty();
		}
		finally {
			this.server.unpause();
		}
		await().until(() -> this.monitor.stats("orders").isPresent());
		this.server.kill();
		await().until(() -> this.monitor.stats("orders").isEmpty());
		this.server.restart();
		await().until(() -> this.monitor.stats("orders").map(QueueStats::ready).isPresent());
	}

	@Test
	void runsOneScriptForEachQueue() {
		this.queues.add(create("others"));
		QueueMonitor slow = new QueueMonitor(() -> this.queues, Duration.ofMinutes(10));
		slow.start();
		slow.stats("orders");
		await().until(() -> slow.stats("others").isPresent());
		long before = scripts();
		slow.stop();
		slow.start();
		List<Boolean> refreshed = new CopyOnWriteArrayList<>();
		slow.onRefresh(() -> refreshed.add(true));
		slow.stats("orders");
		await().until(() -> !refreshed.isEmpty());
		slow.stop();
		assertThat(scripts() - before).isEqualTo(2);
	}

	private long scripts() {
		CommandStats stats = CommandStats.of(this.server.connection());
		return stats.calls("evalsha") + stats.calls("eval");
	}

	private static List<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("redis-queues-monitor"))
			.toList();
	}

}
