package io.github.redisqueues.autoconfigure.monitor;

import io.github.redisqueues.autoconfigure.RedisQueuesAutoConfiguration;
import io.github.redisqueues.internal.monitor.QueueMonitor;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.testing.RedisTestServer;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The monitor in an application.
 */
class QueueMonitorConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, RedisQueuesAutoConfiguration.class))
		.withUserConfiguration(QueueMonitorConfiguration.class)
		.withPropertyValues(RedisTestServer.shared().properties())
		.withPropertyValues("queues.instances.monitored.type=fifo", "queues.instances.mocked.type=fifo",
				"queues.monitor.refresh=1s");

	@Test
	void watchesTheQueuesOfTheContextAndToleratesAMock() {
		RedisQueue<?> mock = Mockito.mock(RedisQueue.class);
		this.runner.withBean("mocked", RedisQueue.class, () -> mock).run((context) -> {
			QueueMonitor monitor = context.getBean(QueueMonitor.class);
			await().until(() -> monitor.stats("monitored").isPresent());
			assertThat(monitor.stats("mocked")).isEmpty();
			Mockito.verifyNoInteractions(mock);
		});
	}

	@Test
	void watchesLazyQueues() {
		this.runner.withInitializer((context) -> context.addBeanFactoryPostProcessor((beanFactory) -> {
			for (String name : beanFactory.getBeanDefinitionNames()) {
				beanFactory.getBeanDefinition(name).setLazyInit(true);
			}
		})).run((context) -> {
			QueueMonitor monitor = context.getBean(QueueMonitor.class);
			monitor.start();
			await().until(() -> monitor.stats("monitored").isPresent());
		});
	}

	@Test
	void pausesAndRestartsWithItsContext() {
		this.runner.run((context) -> {
			QueueMonitor monitor = context.getBean(QueueMonitor.class);
			await().until(() -> monitor.stats("monitored").isPresent());
			ConfigurableApplicationContext pausable = (ConfigurableApplicationContext) context
				.getSourceApplicationContext();
			pausable.stop();
			await().until(() -> monitor.stats("monitored").isEmpty());
			pausable.start();
			await().until(() -> monitor.stats("monitored").isPresent());
		});
	}

	@Test
	void refusesToCountAllTheTime() {
		this.runner.withPropertyValues("queues.monitor.refresh=10ms")
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(FailureAnalyzedException.class)
				.rootCause()
				.hasMessageContaining("queues.monitor.refresh must be at least 1 s"));
	}

}
