package io.github.redisqueues.autoconfigure.health;

import java.util.Optional;
import java.util.OptionalLong;

import io.github.redisqueues.autoconfigure.QueuesProperties;
import io.github.redisqueues.autoconfigure.RedisQueuesAutoConfiguration;
import io.github.redisqueues.autoconfigure.monitor.QueueMonitorConfiguration;
import io.github.redisqueues.internal.endpoint.QueueCatalog;
import io.github.redisqueues.internal.health.HealthLimits;
import io.github.redisqueues.internal.health.QueuesHealthIndicator;
import io.github.redisqueues.internal.monitor.QueueMonitor;
import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.internal.redis.RedisProbe;
import io.github.redisqueues.queue.RedisQueueFactory;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the health of queues and
 * listeners.
 */
@AutoConfiguration(after = RedisQueuesAutoConfiguration.class)
@ConditionalOnClass({ RedisConnectionFactory.class, HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBooleanProperty(name = "queues.enabled", matchIfMissing = true)
public final class QueuesHealthAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnEnabledHealthIndicator("queues")
	@Import(QueueMonitorConfiguration.class)
	static class Enabled {

		@Bean
		@ConditionalOnMissingBean(name = "queuesHealthIndicator")
		QueuesHealthIndicator queuesHealthIndicator(ListableBeanFactory beanFactory, QueueMonitor monitor,
				QueuesProperties properties, ObjectProvider<RedisQueueFactory> factories) {
			QueueCatalog catalog = new QueueCatalog(beanFactory);
			QueuesProperties.Health health = properties.health();
			OptionalLong maxDeadLetters = (health.maxDeadLetters() != null) ? OptionalLong.of(health.maxDeadLetters())
					: OptionalLong.empty();
			Optional<RedisProbe> probe = factories.stream()
				.filter(DefaultRedisQueueFactory.class::isInstance)
				.map((factory) -> ((DefaultRedisQueueFactory) factory).probe())
				.findFirst();
			return new QueuesHealthIndicator(probe, monitor, new HealthLimits(maxDeadLetters, health.deadLettersDown(),
					health.noProgressAfter(), properties.checkEvictionPolicy()), () -> catalog.queues().keySet(),
					catalog::containers);
		}

	}

}
