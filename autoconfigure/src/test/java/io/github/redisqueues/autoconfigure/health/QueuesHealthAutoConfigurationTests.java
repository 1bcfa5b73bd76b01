package io.github.redisqueues.autoconfigure.health;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

import io.github.redisqueues.autoconfigure.QueueListenersAutoConfiguration;
import io.github.redisqueues.autoconfigure.RedisQueuesAutoConfiguration;
import io.github.redisqueues.internal.health.QueuesHealthIndicator;
import io.github.redisqueues.internal.monitor.QueueMonitor;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.listener.QueueListenerRegistry;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the health says while things go wrong.
 */
@Timeout(120)
class QueuesHealthAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, RedisQueuesAutoConfiguration.class,
				QueueListenersAutoConfiguration.class, QueuesHealthAutoConfiguration.class))
		.withPropertyValues(RedisTestServer.shared().properties())
		.withPropertyValues("queues.namespace=queues:h" + UUID.randomUUID(), "queues.instances.orders.type=fifo",
				"queues.monitor.refresh=1s");

	@SuppressWarnings("unchecked")
	private static RedisQueue<String> orders(ApplicationContext context) {
		return (RedisQueue<String>) context.getBean("orders");
	}

	private static Health health(ApplicationContext context) {
		Health health = context.getBean(QueuesHealthIndicator.class).health();
		assertThat(health).isNotNull();
		return health;
	}

	@Test
	void isUpAndSaysWhatItHasLookedAt() {
		this.runner.withBean(Listener.class).run((context) -> {
			await().untilAsserted(() -> assertThat(health(context).toString()).contains("subscription=standing"));
			Health health = health(context);
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.toString()).contains("redis=answers", "evictionPolicy=noeviction", "queue=orders",
					"state=idle", "lastContact=");
			assertThat(health.getDetails()).doesNotContainKeys("problems", "warnings");
		});
	}

	@Test
	void isDownWhileRedisIsDeadOrHangsAndUpWhenItIsBack() {
		try (RedisTestServer server = RedisTestServer.start()) {
			this.runner.withBean(Listener.class).withPropertyValues(server.properties()).run((context) -> {
				await().until(() -> health(context).getStatus().equals(Status.UP));
				server.kill();
				await().untilAsserted(() -> assertThat(problems(context)).containsAnyOf("Redis cannot be reached: ",
						"Redis has not answered for"));
				server.restart();
				await().until(() -> health(context).getStatus().equals(Status.UP));
				server.pause();
				try {
					long begin = System.nanoTime();
					assertThat(problems(context)).contains("Redis has not answered for");
					assertThat(problems(context)).contains("Redis has not answered for");
					assertThat(Duration.ofNanos(System.nanoTime() - begin)).as("less than the command timeout of 60 s")
						.isLessThan(Duration.ofSeconds(30));
				}
				finally {
					server.unpause();
				}
				await().until(() -> health(context).getStatus().equals(Status.UP));
			});
		}
	}

	private static String problems(ApplicationContext context) {
		Health health = health(context);
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		return String.valueOf(health.getDetails().get("problems"));
	}

	@Test
	void isDownWhenRedisMayEvict() {
		try (RedisTestServer server = RedisTestServer.start()) {
			this.runner.withPropertyValues(server.properties()).run((context) -> {
				assertThat(health(context).getStatus()).isEqualTo(Status.UP);
				server.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
				assertThat(problems(context)).contains("Redis may evict messages");
				assertThat(health(context).getDetails()).containsEntry("evictionPolicy", "'allkeys-lru'");
			});
			this.runner.withPropertyValues(server.properties())
				.withPropertyValues("queues.check-eviction-policy=false")
				.run((context) -> {
					assertThat(health(context).getStatus()).isEqualTo(Status.UP);
					assertThat(health(context).getDetails()).containsKey("warnings");
				});
		}
	}

	@Test
	void aListenerThatIsAtWorkOnTheSameMessageForLongIsStuck() {
		this.runner.withBean(Listener.class)
			.withPropertyValues("queues.health.no-progress-after=200ms")
			.run((context) -> {
				Listener listener = context.getBean(Listener.class);
				orders(context).send("hang");
				listener.begun.await();
				await().untilAsserted(() -> assertThat(problems(context))
					.contains("Listener 'hanging' of queue 'orders' has been at work on the same message for"));
				assertThat(health(context).toString()).contains("state=stuck");
				listener.go.countDown();
				await().until(() -> health(context).getStatus().equals(Status.UP));
			});
	}

	@Test
	void messagesThatNobodyTakesAreNoProgress() {
		this.runner.withBean(Listener.class)
			.withPropertyValues("queues.health.no-progress-after=2s", "queues.listener.circuit-breaker.failures=1",
					"queues.listener.circuit-breaker.open-for=1h")
			.run((context) -> {
				RedisQueue<String> orders = orders(context);
				orders.send("fail");
				await().until(() -> orders.stats().delayed() == 1);
				orders.send("a");
				await().untilAsserted(() -> assertThat(problems(context)).contains(
						"Messages of queue 'orders' have been ready for more than 2 s, and nobody takes them, although"
								+ " Listener 'hanging' of queue 'orders' runs. Diagnosis: "));
				orders.purge();
				await().until(() -> health(context).getStatus().equals(Status.UP));
			});
	}

	@Test
	void whatSomebodyHasPausedIsNotStuck() {
		this.runner.withBean(Listener.class).withPropertyValues("queues.health.no-progress-after=2s").run((context) -> {
			RedisQueue<String> orders = orders(context);
			orders.pause();
			orders.send("a");
			QueueMonitor monitor = context.getBean(QueueMonitor.class);
			await().until(() -> monitor.history("orders").size() > 4);
			assertThat(orders.stats().ready()).isOne();
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
			orders.resume();
			await().until(() -> orders.size() == 0);
		});
	}

	@Test
	void deadLettersAreAWarningAndDownOnlyIfAskedFor() {
		this.runner.withPropertyValues("queues.health.max-dead-letters=0").run((context) -> {
			orders(context).send("a");
			assertThat(orders(context).receive().orElseThrow().reject("no")).isTrue();
			await().untilAsserted(() -> assertThat(String.valueOf(health(context).getDetails().get("warnings")))
				.contains("Queue 'orders' has 1 dead letters, more than 0"));
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
		});
		this.runner.withPropertyValues("queues.health.max-dead-letters=0", "queues.health.dead-letters-down=true")
			.run((context) -> await()
				.untilAsserted(() -> assertThat(problems(context)).contains("Queue 'orders' has 1 dead letters")));
	}

	@Test
	void aStoppedListenerAndAPausedContextAreNotDown() {
		this.runner.withBean(Listener.class).run((context) -> {
			context.getBean(QueueListenerRegistry.class).stop("hanging");
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
			assertThat(health(context).toString()).contains("state=stopped");
			ConfigurableApplicationContext pausable = (ConfigurableApplicationContext) context
				.getSourceApplicationContext();
			pausable.stop();
			assertThat(health(context).getStatus()).isEqualTo(Status.UNKNOWN);
			pausable.start();
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
		});
	}

	@Test
	void canBeSwitchedOff() {
		this.runner.withPropertyValues("management.health.queues.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(QueuesHealthIndicator.class)
				.doesNotHaveBean(QueueMonitor.class));
		this.runner.withPropertyValues("queues.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(QueuesHealthIndicator.class));
	}

	@Test
	void withoutHealthOnTheClasspathEverythingStarts() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed().hasBean("orders").doesNotHaveBean(QueueMonitor.class));
	}

	/**
	 * Hangs on some messages until it is told to go on.
	 */
	static class Listener {

		final CountDownLatch begun = new CountDownLatch(1);

		final CountDownLatch go = new CountDownLatch(1);

		@QueueListener(value = "orders", id = "hanging")
		void handle(String payload) throws InterruptedException {
			if (payload.equals("hang")) {
				this.begun.countDown();
				this.go.await();
			}
			if (payload.equals("fail")) {
				throw new IllegalStateException("no");
			}
		}

	}

}
