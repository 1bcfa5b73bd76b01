package io.github.redisqueues.autoconfigure.metrics;

import io.github.redisqueues.autoconfigure.DistributedLocksAutoConfiguration;
import io.github.redisqueues.autoconfigure.RedisQueuesAutoConfiguration;
import io.github.redisqueues.autoconfigure.monitor.QueueMonitorConfiguration;
import io.github.redisqueues.internal.endpoint.QueueCatalog;
import io.github.redisqueues.internal.lock.LockObserver;
import io.github.redisqueues.internal.metrics.MeterBinding;
import io.github.redisqueues.internal.metrics.MeterObserver;
import io.github.redisqueues.internal.monitor.QueueMonitor;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the meters of queues, listeners,
 * schedules and locks.
 */
@AutoConfiguration(before = { RedisQueuesAutoConfiguration.class, DistributedLocksAutoConfiguration.class },
		afterName = {
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration" })
@ConditionalOnClass({ MeterRegistry.class, RedisConnectionFactory.class })
@ConditionalOnSingleCandidate(MeterRegistry.class)
@ConditionalOnBooleanProperty(name = "queues.metrics.enabled", matchIfMissing = true)
public final class QueuesMetricsAutoConfiguration {

	@Bean
	MeterObserver redisQueuesMeters(MeterRegistry registry) {
		return new MeterObserver(registry);
	}

	@Bean
	LockObserver redisQueuesLockMeters(MeterObserver observer) {
		return observer.ofLocks();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty(name = "queues.enabled", matchIfMissing = true)
	@Import(QueueMonitorConfiguration.class)
	static class Queues {

		@Bean
		MeterBinding redisQueuesMeterBinding(MeterObserver observer, QueueMonitor monitor,
				ListableBeanFactory beanFactory) {
			QueueCatalog catalog = new QueueCatalog(beanFactory);
			return new MeterBinding(observer, monitor, () -> catalog.queues().keySet(), catalog::containers);
		}

	}

}
