package io.github.redisqueues.autoconfigure.metrics;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.autoconfigure.DistributedLocksAutoConfiguration;
import io.github.redisqueues.autoconfigure.QueueListenersAutoConfiguration;
import io.github.redisqueues.autoconfigure.RedisQueuesAutoConfiguration;
import io.github.redisqueues.internal.metrics.MeterObserver;
import io.github.redisqueues.internal.monitor.QueueMonitor;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.observation.QueueMeterDocumentation;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueFullException;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.queue.SendingPausedException;
import io.github.redisqueues.testing.RedisTestServer;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The meters of an application.
 */
@Timeout(120)
class QueuesMetricsAutoConfigurationTests {

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private final ApplicationContextRunner plain = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, RedisQueuesAutoConfiguration.class,
				QueueListenersAutoConfiguration.class, DistributedLocksAutoConfiguration.class,
				QueuesMetricsAutoConfiguration.class))
		.withPropertyValues(RedisTestServer.shared().properties())
		.withPropertyValues("queues.namespace=queues:m" + UUID.randomUUID(), "queues.instances.orders.type=fifo",
				"queues.instances.orders.capacity=3", "queues.instances.orders.lease-time=1s",
				"queues.monitor.refresh=1s");

	private final ApplicationContextRunner runner = this.plain.withBean(MeterRegistry.class, () -> this.registry);

	@SuppressWarnings("unchecked")
	private static RedisQueue<String> orders(ApplicationContext context) {
		return (RedisQueue<String>) context.getBean("orders");
	}

	private double gauge(QueueMeterDocumentation meter, String... tags) {
		return this.registry.get(meter.getName()).tags(tags).gauge().value();
	}

	private double count(QueueMeterDocumentation meter, String... tags) {
		Counter counter = this.registry.find(meter.getName()).tags(tags).counter();
		return (counter != null) ? counter.count() : 0;
	}

	@Test
	void gaugesShowWhatTheQueueHolds() {
		this.runner.run((context) -> {
			orders(context).send("a");
			orders(context).send("b", SendOptions.defaults().delay(Duration.ofHours(1)));
			orders(context).send("c");
			assertThat(orders(context).receive(1, Duration.ZERO)).singleElement()
				.satisfies((delivery) -> delivery.reject("no"));
			await().untilAsserted(() -> {
				assertThat(gauge(QueueMeterDocumentation.MESSAGES, "queue", "orders", "state", "ready")).isOne();
				assertThat(gauge(QueueMeterDocumentation.MESSAGES, "queue", "orders", "state", "delayed")).isOne();
				assertThat(gauge(QueueMeterDocumentation.MESSAGES, "queue", "orders", "state", "in_flight")).isZero();
				assertThat(gauge(QueueMeterDocumentation.MESSAGES, "queue", "orders", "state", "dead")).isOne();
				assertThat(this.registry.get("queues.oldest.age")
					.tags("queue", "orders")
					.timeGauge()
					.value(TimeUnit.MILLISECONDS)).isPositive();
			});
		});
	}

	@Test
	void gaugesAreNotANumberWhileNothingIsKnown() {
		try (RedisTestServer server = RedisTestServer.start()) {
			this.runner.withPropertyValues(server.properties())
				.withPropertyValues("spring.data.redis.timeout=1s")
				.run((context) -> {
					await().until(() -> !Double
						.isNaN(gauge(QueueMeterDocumentation.MESSAGES, "queue", "orders", "state", "ready")));
					server.kill();
					await().until(() -> Double
						.isNaN(gauge(QueueMeterDocumentation.MESSAGES, "queue", "orders", "state", "ready")));
					assertThatExceptionOfType(RedisCallFailedException.class)
						.isThrownBy(() -> orders(context).send("a"));
					assertThat(count(QueueMeterDocumentation.REDIS_FAILURES, "reason", "not_executed")
							+ count(QueueMeterDocumentation.REDIS_FAILURES, "reason", "unknown"))
						.isPositive();
				});
		}
	}

	@Test
	void countsWhatDiesAndWhatIsRefused() {
		this.runner.withPropertyValues("queues.instances.orders.max-attempts=1").run((context) -> {
			RedisQueue<String> orders = orders(context);
			orders.sendAll(List.of("a", "b", "c"));
			assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> orders.sendAll(List.of("d", "e")));
			assertThat(count(QueueMeterDocumentation.REFUSED, "reason", "full")).isEqualTo(2);
			List<Delivery<String>> deliveries = orders.receive(2, Duration.ZERO);
			deliveries.get(0).reject("the customer's own words: " + UUID.randomUUID());
			deliveries.get(1).nack();
			assertThat(count(QueueMeterDocumentation.DEAD, "reason", "rejected")).isOne();
			assertThat(count(QueueMeterDocumentation.DEAD, "reason", "max_attempts")).isOne();
			orders.pauseSending();
			assertThatExceptionOfType(SendingPausedException.class).isThrownBy(() -> orders.send("f"));
			assertThat(count(QueueMeterDocumentation.REFUSED, "reason", "paused")).isOne();
		});
	}

	@Test
	void timesTheWaitOfFirstDeliveries() {
		this.runner.run((context) -> {
			RedisQueue<String> orders = orders(context);
			orders.send("a");
			long sentAt = System.nanoTime();
			await().until(() -> System.nanoTime() - sentAt > TimeUnit.MILLISECONDS.toNanos(50));
			assertThat(orders.receive().orElseThrow().nack(Duration.ZERO)).isTrue();
			Timer timer = this.registry.get(QueueMeterDocumentation.WAIT.getName()).tags("queue", "orders").timer();
			assertThat(timer.count()).isOne();
			assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isGreaterThanOrEqualTo(49);
			assertThat(orders.receive(Duration.ofSeconds(10))).isPresent();
			assertThat(timer.count()).as("a retry").isOne();
		});
	}

	@Test
	void showsTheWorkersOfAListenerAndItsLostLeases() {
		this.runner.withBean(SlowListener.class).run((context) -> {
			SlowListener listener = context.getBean(SlowListener.class);
			assertThat(gauge(QueueMeterDocumentation.WORKERS, "listener", "slow", "state", "busy")).isZero();
			await().until(() -> gauge(QueueMeterDocumentation.WORKERS, "listener", "slow", "state", "idle") > 0);
			String id = orders(context).send("a");
			listener.begun.await();
			assertThat(gauge(QueueMeterDocumentation.WORKERS, "listener", "slow", "state", "busy")).isOne();
			removeFromInFlight(context, id);
			await().until(() -> count(QueueMeterDocumentation.LEASE_LOST, "queue", "orders") == 1);
			listener.go.countDown();
		});
	}

	private static void removeFromInFlight(ApplicationContext context, String id) {
		String namespace = context.getEnvironment().getProperty("queues.namespace");
		assertThat(RedisTestServer.shared().connection().list("KEYS", namespace + ":*inflight")).singleElement()
			.satisfies((key) -> RedisTestServer.shared().command("ZREM", key, id));
	}

	@Test
	void countsTicks() {
		this.runner
			.withPropertyValues("queues.instances.orders.schedules.beat.every=1s",
					"queues.instances.orders.schedules.beat.payload=x")
			.run((context) -> await().untilAsserted(() -> assertThat(
					count(QueueMeterDocumentation.SCHEDULE_TICKS, "schedule", "beat", "outcome", "sent")
							+ count(QueueMeterDocumentation.SCHEDULE_TICKS, "schedule", "beat", "outcome", "late"))
				.isPositive()));
	}

	@Test
	void timesHoldsAndCountsLostLocks() {
		this.runner.run((context) -> {
			DistributedLocks locks = context.getBean(DistributedLocks.class);
			locks.acquire("stock").release();
			Timer timer = this.registry.get(QueueMeterDocumentation.LOCK_HOLD.getName()).tags("lock", "stock").timer();
			assertThat(timer.count()).isOne();
			LockHandle handle = locks.acquire("stock");
			assertThat(locks.forceRelease("stock")).isTrue();
			assertThat(handle.extend(Duration.ofSeconds(30))).isFalse();
			await().until(() -> count(QueueMeterDocumentation.LOCK_LOST, "lock", "stock") == 1);
			assertThat(timer.count()).isEqualTo(2);
		});
	}

	@Test
	void everyMeterIsDocumentedWithItsTagsAndNoneIsMadePerMessage() {
		this.runner.withBean(SlowListener.class).run((context) -> {
			context.getBean(SlowListener.class).go.countDown();
			RedisQueue<String> orders = orders(context);
			orders.send("a");
			await().until(() -> orders.size() == 0);
			Set<Meter.Id> before = ids();
			for (int i = 0; i < 20; i++) {
				orders.send("a" + i);
				await().until(() -> orders.size() == 0);
			}
			assertThat(ids()).isEqualTo(before);
			assertThat(before).allSatisfy((id) -> {
				QueueMeterDocumentation documented = Arrays.stream(QueueMeterDocumentation.values())
					.filter((meter) -> meter.getName().equals(id.getName()))
					.findFirst()
					.orElseThrow();
				assertThat(id.getType()).isEqualTo(documented.getType());
				assertThat(id.getTags().stream().map(Tag::getKey)).containsExactlyInAnyOrderElementsOf(
						Arrays.stream(documented.getKeyNames()).map(KeyName::asString).toList());
			});
		});
	}

	private Set<Meter.Id> ids() {
		return this.registry.getMeters()
			.stream()
			.map(Meter::getId)
			.filter((id) -> id.getName().startsWith("queues."))
			.collect(Collectors.toSet());
	}

	@Test
	void namesThatAnApplicationMakesUpAreLimited() {
		MeterObserver observer = new MeterObserver(this.registry);
		for (int i = 0; i < 600; i++) {
			observer.ofLocks().held("lock-" + i, Duration.ofMillis(1), false);
		}
		assertThat(this.registry.get(QueueMeterDocumentation.LOCK_HOLD.getName()).timers()).hasSize(501);
		assertThat(this.registry.get(QueueMeterDocumentation.LOCK_HOLD.getName()).tag("lock", "other").timer().count())
			.isEqualTo(100);
	}

	@Test
	void aContextThatEndsTakesItsMetersAlong() {
		this.runner.withBean(SlowListener.class).run((context) -> {
			context.getBean(SlowListener.class).go.countDown();
			context.getBean(DistributedLocks.class).acquire("stock").release();
			assertThat(ids()).isNotEmpty();
		});
		assertThat(this.registry.getMeters().stream().filter((meter) -> !(meter instanceof Counter)))
			.noneMatch((meter) -> meter.getId().getName().startsWith("queues."));
		assertThat(ids()).isEmpty();
	}

	@Test
	void canBeSwitchedOff() {
		this.runner.withPropertyValues("queues.metrics.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(MeterObserver.class)
				.doesNotHaveBean(QueueMonitor.class));
		this.runner.withPropertyValues("queues.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(QueueMonitor.class));
	}

	@Test
	void withoutMicrometerOrARegistryEverythingStarts() {
		this.plain.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed().hasBean("orders").doesNotHaveBean(QueueMonitor.class));
		this.plain.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(MeterObserver.class)
			.doesNotHaveBean(QueueMonitor.class));
	}

	/**
	 * Works until it is told to go on.
	 */
	static class SlowListener {

		final CountDownLatch begun = new CountDownLatch(1);

		final CountDownLatch go = new CountDownLatch(1);

		@QueueListener(value = "orders", id = "slow")
		void handle(String payload) throws InterruptedException {
			this.begun.countDown();
			this.go.await();
		}

	}

}
