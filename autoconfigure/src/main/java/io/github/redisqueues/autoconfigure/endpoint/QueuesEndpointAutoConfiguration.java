package io.github.redisqueues.autoconfigure.endpoint;

import io.github.redisqueues.autoconfigure.RedisQueuesAutoConfiguration;
import io.github.redisqueues.autoconfigure.monitor.QueueMonitorConfiguration;
import io.github.redisqueues.internal.endpoint.QueueCatalog;
import io.github.redisqueues.internal.endpoint.QueuesEndpoint;
import io.github.redisqueues.internal.monitor.QueueMonitor;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the Actuator endpoint
 * {@code queues}, if the application exposes it.
 */
@AutoConfiguration(after = RedisQueuesAutoConfiguration.class)
@ConditionalOnClass({ RedisConnectionFactory.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnBooleanProperty(name = "queues.enabled", matchIfMissing = true)
public final class QueuesEndpointAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnAvailableEndpoint(QueuesEndpoint.class)
	@EnableConfigurationProperties(QueuesEndpointProperties.class)
	@Import(QueueMonitorConfiguration.class)
	static class Exposed {

		@Bean
		@ConditionalOnMissingBean
		QueuesEndpoint redisQueuesEndpoint(ListableBeanFactory beanFactory, QueueMonitor monitor,
				QueuesEndpointProperties properties, ObjectProvider<SanitizingFunction> sanitizingFunctions,
				ObjectProvider<EndpointAccessResolver> access, ApplicationEventPublisher events) {
			boolean writable = access.getIfAvailable(() -> (id, defaultAccess) -> defaultAccess)
				.accessFor(EndpointId.of("queues"), Access.READ_ONLY) == Access.UNRESTRICTED;
			return new QueuesEndpoint(new QueueCatalog(beanFactory), monitor,
					sanitizingFunctions.orderedStream().toList(), properties.showPayloads(), properties.roles(),
					writable, events);
		}

	}

}
