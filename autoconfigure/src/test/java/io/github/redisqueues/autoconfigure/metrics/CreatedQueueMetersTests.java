package io.github.redisqueues.autoconfigure.metrics;

import java.util.UUID;

import io.github.redisqueues.autoconfigure.RedisQueuesAutoConfiguration;
import io.github.redisqueues.observation.QueueMeterDocumentation;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.RedisQueueFactory;
import io.github.redisqueues.testing.RedisTestServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The meters of queues that an application creates in code.
 */
@Timeout(120)
class CreatedQueueMetersTests {

	private final MeterRegistry registry = new SimpleMeterRegistry();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, RedisQueuesAutoConfiguration.class,
				QueuesMetricsAutoConfiguration.class))
		.withPropertyValues(RedisTestServer.shared().properties())
		.withPropertyValues("queues.namespace=queues:m" + UUID.randomUUID(), "queues.instances.orders.type=fifo",
				"queues.monitor.refresh=1s")
		.withBean(MeterRegistry.class, () -> this.registry);

	private RedisQueue<String> create(RedisQueueFactory factory, String name) {
		return factory.create(QueueSettings.builder(name, String.class).build());
	}

	private double ready(String queue) {
		return this.registry.get(QueueMeterDocumentation.MESSAGES.getName())
			.tags("queue", queue, "state", "ready")
			.gauge()
			.value();
	}

	@Test
	void areThoseOfTheQueuesThatItHolds() {
		this.runner.run((context) -> {
			RedisQueueFactory factory = context.getBean(RedisQueueFactory.class);
			RedisQueue<String> made = create(factory, "made");
			made.send("a");
			await().untilAsserted(() -> {
				assertThat(ready("orders")).isZero();
				assertThat(ready("made")).isOne();
			});
			for (int i = 0; i < 1_000; i++) {
				create(factory, "made up " + i);
			}
			// The queue of the application, this one, and the latest
			await().untilAsserted(() -> {
				System.gc();
				assertThat(
						this.registry.find(QueueMeterDocumentation.MESSAGES.getName()).tags("state", "ready").meters())
					.hasSizeBetween(3, 34);
				assertThat(ready("made")).isOne();
				assertThat(ready("made up 999")).isZero();
			});
			assertThat(made.poll()).contains("a");
		});
	}

}
