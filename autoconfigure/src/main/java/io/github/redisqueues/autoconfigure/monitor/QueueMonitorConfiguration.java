package io.github.redisqueues.autoconfigure.monitor;

import java.time.Duration;

import io.github.redisqueues.autoconfigure.QueuesProperties;
import io.github.redisqueues.internal.endpoint.QueueCatalog;
import io.github.redisqueues.internal.monitor.QueueMonitor;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The monitor of the queues, for the auto-configurations that use it.
 */
@Configuration(proxyBeanMethods = false)
public class QueueMonitorConfiguration {

	private static final Duration SHORTEST_REFRESH = Duration.ofSeconds(1);

	@Bean
	QueueMonitor redisQueuesMonitor(ListableBeanFactory beanFactory, QueuesProperties properties) {
		Duration refresh = properties.monitor().refresh();
		if (refresh.compareTo(SHORTEST_REFRESH) < 0) {
			throw new FailureAnalyzedException(
					"The value of queues.monitor.refresh must be at least " + SHORTEST_REFRESH.toSeconds()
							+ " s, but is " + refresh + ".",
					"Set queues.monitor.refresh to a longer time, such as 10s, or remove it.");
		}
		QueueCatalog catalog = new QueueCatalog(beanFactory);
		return new QueueMonitor(() -> catalog.queues().values(), refresh);
	}

}
