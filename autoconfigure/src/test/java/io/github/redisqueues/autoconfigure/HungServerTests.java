package io.github.redisqueues.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.BlockedCall;
import io.github.redisqueues.testing.RedisTestSentinel;
import io.github.redisqueues.testing.RedisTestServer;
import io.github.redisqueues.topic.RedisTopic;
import io.github.redisqueues.topic.TopicListener;
import io.lettuce.core.api.async.RedisListAsyncCommands;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Redis stands still (SIGSTOP), with its connections open, or takes longer than the
 * client waits.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class HungServerTests {

	private static final int FAILURES = 8;

	private final ApplicationContextRunner runner = FailedStart.listenersRunner()
		.withConfiguration(
				AutoConfigurations.of(RedisTopicsAutoConfiguration.class, DistributedLocksAutoConfiguration.class))
		.withPropertyValues("spring.data.redis.timeout=300ms", "queues.instances.orders.type=fifo",
				"queues.instances.work.type=fifo", "queues.instances.results.type=fifo",
				"queues.topics.news.payload-type=java.lang.String");

	@Test
	void everythingGoesOnAtThePromotedReplica(CapturedOutput output) {
		try (RedisTestSentinel redis = RedisTestSentinel.start()) {
			this.runner.withPropertyValues(redis.properties()).withBean(Worker.class).run((context) -> {
				RedisQueue<String> orders = queue(context, "orders");
				DistributedLocks locks = context.getBean(DistributedLocks.class);
				goesRound(context, "before");
				try (LockHandle lock = locks.acquire("lock-1")) {
					assertThat(lock.isHeld()).isTrue();
				}
				BlockedCall<Optional<Delivery<String>>> waiter = new BlockedCall<>(
						() -> orders.receive(Duration.ofSeconds(60)));
				Awaitility.await().until(waiter::isParked);
				awaitArmed(context);
				redis.hangTheMaster();
				soon().until(() -> succeeds(() -> orders.sendAsync("async").join()));
				assertThat(waiter.within(Duration.ofSeconds(30))).get()
					.extracting(Delivery::payload)
					.isEqualTo("async");
				assertThat(orders.send("sync")).isNotNull();
				try (LockHandle lock = locks.acquire("lock-2")) {
					assertThat(lock.isHeld()).isTrue();
				}
				goesRound(context, "after");
				assertThat(output.getOut()).containsOnlyOnce("new connections lead to another server");
			});
		}
	}

	@Test
	void locksFindThePromotedReplicaToo() {
		try (RedisTestSentinel redis = RedisTestSentinel.start()) {
			this.runner.withPropertyValues(redis.properties()).run((context) -> {
				DistributedLocks locks = context.getBean(DistributedLocks.class);
				locks.acquire("lock-1").release();
				awaitArmed(context);
				redis.hangTheMaster();
				soon().until(() -> succeeds(() -> {
					locks.tryAcquire("lock-2").orElseThrow().release();
					return true;
				}));
			});
		}
	}

	@Test
	void keepsTheConnectionIfToldSo() {
		try (RedisTestSentinel redis = RedisTestSentinel.start()) {
			this.runner.withPropertyValues(redis.properties())
				.withPropertyValues("queues.redis.reconnect-after-timeouts=0")
				.run((context) -> {
					RedisQueue<String> orders = queue(context, "orders");
					orders.send("before");
					redis.hangTheMaster();
					for (int i = 0; i < FAILURES; i++) {
						assertThat(succeeds(() -> orders.send("after"))).isFalse();
					}
				});
		}
	}

	/**
	 * The server is fine, and still the master. Only the shared connection has to wait.
	 */
	@Test
	void keepsAConnectionThatTheApplicationKeepsBusy(CapturedOutput output) throws Exception {
		try (RedisTestSentinel redis = RedisTestSentinel.start()) {
			this.runner.withPropertyValues(redis.properties()).run((context) -> {
				RedisQueue<String> orders = queue(context, "orders");
				orders.send("before");
				awaitArmed(context);
				redis.permit("+blpop");
				try (RedisConnection connection = context.getBean(RedisConnectionFactory.class).getConnection()) {
					pop(connection);
					Awaitility.await().until(() -> isPopping(redis.master()));
					List<String> before = clients(redis.master());
					for (int i = 0; i < FAILURES; i++) {
						assertThat(succeeds(() -> orders.send("after"))).isFalse();
					}
					redis.master().command("RPUSH", "queues:busy", "element");
					soon().until(() -> succeeds(() -> orders.send("after")));
					assertThat(clients(redis.master())).containsAll(before);
					assertThat(output).doesNotContain("another server");
				}
			});
		}
	}

	@Test
	void aServerThatNobodyReplacesIsAskedNowAndThen(CapturedOutput output) {
		try (RedisTestServer redis = RedisTestServer.start()) {
			this.runner.withPropertyValues(redis.properties()).run((context) -> {
				RedisQueue<String> orders = queue(context, "orders");
				orders.send("before");
				awaitArmed(context);
				List<String> before = clients(redis);
				long connections = connections(redis);
				redis.pause();
				for (int i = 0; i < FAILURES; i++) {
					assertThat(succeeds(() -> orders.send("after"))).isFalse();
				}
				redis.unpause();
				soon().until(() -> succeeds(() -> orders.send("again")));
				assertThat(clients(redis)).containsAll(before);
				assertThat(connections(redis) - connections).isLessThanOrEqualTo(FAILURES);
				assertThat(output.getAll().lines().filter((line) -> line.contains("WARN"))).isEmpty();
			});
		}
	}

	private static void goesRound(ApplicationContext context, String payload) {
		queue(context, "work").send(payload);
		soon().until(() -> context.getBean(Worker.class).worked.contains(payload));
		RedisTopic<String> news = news(context);
		soon().until(() -> {
			news.publish(payload);
			return context.getBean(Worker.class).heard.contains(payload);
		});
	}

	/**
	 * Blocks the shared connection in Redis, also after the client gave the command up.
	 */
	private static void pop(RedisConnection connection) {
		@SuppressWarnings("unchecked")
		RedisListAsyncCommands<byte[], byte[]> shared = (RedisListAsyncCommands<byte[], byte[]>) connection
			.getNativeConnection();
		shared.blpop(60, "queues:busy".getBytes(StandardCharsets.UTF_8));
	}

	private static void awaitArmed(ApplicationContext context) {
		Awaitility.await().until(context.getBean(RedisConnections.class).silence()::isArmed);
	}

	private static boolean isPopping(RedisTestServer server) {
		return server.connection().text("CLIENT", "LIST").contains("cmd=blpop");
	}

	/**
	 * Returns the ids of the application's connections for commands.
	 */
	private static List<String> clients(RedisTestServer server) {
		return applicationClients(server).map((line) -> line.substring(0, line.indexOf(' '))).toList();
	}

	private static Stream<String> applicationClients(RedisTestServer server) {
		return server.connection()
			.text("CLIENT", "LIST", "TYPE", "NORMAL")
			.lines()
			.filter((line) -> !line.contains("user=default"));
	}

	private static long connections(RedisTestServer server) {
		return server.connection()
			.text("INFO", "stats")
			.lines()
			.filter((line) -> line.startsWith("total_connections_received:"))
			.map((line) -> Long.valueOf(line.substring(line.indexOf(':') + 1).strip()))
			.findFirst()
			.orElseThrow();
	}

	private static ConditionFactory soon() {
		return Awaitility.await().atMost(Duration.ofSeconds(30));
	}

	private static boolean succeeds(Callable<?> call) throws Exception {
		try {
			return call.call() != null;
		}
		catch (RedisCallFailedException ex) {
			return false;
		}
		catch (CompletionException ex) {
			assertThat(ex).hasCauseInstanceOf(RedisCallFailedException.class);
			return false;
		}
	}

	@SuppressWarnings("unchecked")
	private static RedisQueue<String> queue(ApplicationContext context, String name) {
		return context.getBean(name, RedisQueue.class);
	}

	@SuppressWarnings("unchecked")
	private static RedisTopic<String> news(ApplicationContext context) {
		return context.getBean("news", RedisTopic.class);
	}

	static class Worker {

		final Queue<String> worked = new ConcurrentLinkedQueue<>();

		final Queue<String> heard = new ConcurrentLinkedQueue<>();

		@QueueListener("work")
		void work(String payload) {
			this.worked.add(payload);
		}

		@TopicListener("news")
		void hear(String payload) {
			this.heard.add(payload);
		}

	}

}
