package io.github.redisqueues.autoconfigure;

import java.util.Set;

import io.github.redisqueues.internal.fleet.ProcessIdentity;
import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.internal.queue.OutboxFactory;
import io.github.redisqueues.internal.queue.QueueObserver;
import io.github.redisqueues.queue.JsonPayloadConverter;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.RedisQueueFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link RedisQueue queues}: a
 * bean for each that {@code queues.instances} declares, and a {@link RedisQueueFactory}
 * for queues that an application creates in code.
 */
@AutoConfiguration(after = DataRedisAutoConfiguration.class)
@ConditionalOnClass(RedisConnectionFactory.class)
@ConditionalOnBooleanProperty(name = "queues.enabled", matchIfMissing = true)
@EnableConfigurationProperties(QueuesProperties.class)
@Import(RedisConfiguration.class)
public final class RedisQueuesAutoConfiguration {

	@Bean
	static RedisQueueRegistrar redisQueuesRegistrar(Environment environment) {
		return new RedisQueueRegistrar(environment);
	}

	@Bean
	DeclaredQueues redisQueuesDeclared(QueuesProperties properties, Environment environment,
			ResourceLoader resourceLoader) {
		return DeclaredQueues.of(properties, environment, resourceLoader.getClassLoader());
	}

	@Bean
	PayloadConverters redisQueuesPayloadConverters(ConfigurableListableBeanFactory beanFactory,
			QueuesProperties properties, Environment environment) {
		return new PayloadConverters(beanFactory, properties, new PropertyFailures(environment));
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	RedisQueueFactory redisQueueFactory(RedisConnections connections, PayloadConverters converters,
			QueuesProperties properties, ObjectProvider<QueueObserver> observers, ObjectProvider<BuildProperties> build,
			ObjectProvider<OutboxFactory> outboxes, Environment environment) {
		return new DefaultRedisQueueFactory(connections.get(), connections.silence(), converters.forAll(),
				properties.namespace(), QueueObserver.of(observers.orderedStream().toList()),
				identity(properties, build.getIfUnique(), environment),
				(settings, redis) -> outboxes.getIfUnique(() -> OutboxFactory.NONE).open(settings, redis));
	}

	private static ProcessIdentity identity(QueuesProperties properties, @Nullable BuildProperties build,
			Environment environment) {
		String version = (build != null) ? build.getVersion() : null;
		return new ProcessIdentity(environment.getProperty("spring.application.name", ""),
				(version != null) ? version : "", properties.fleet().enabled());
	}

	@Bean
	@ConditionalOnBooleanProperty("queues.events.enabled")
	QueueObserver redisQueuesEvents(ApplicationEventPublisher events) {
		return QueueObserver.ofEvents(new QueueEventPublisher(events));
	}

	@Bean(RedisQueueRegistrar.BEANS)
	@Lazy
	RedisQueueBeans redisQueuesBeans(DeclaredQueues queues, RedisQueueFactory factory, PayloadConverters converters,
			Environment environment) {
		return new RedisQueueBeans(queues, factory, converters, new PropertyFailures(environment));
	}

	@Bean(RedisQueueRegistrar.SCHEDULE_BEANS)
	@Lazy
	ScheduleBeans redisQueuesScheduleBeans(DeclaredQueues queues, BeanFactory beanFactory) {
		return new ScheduleBeans(queues, beanFactory);
	}

	@Bean
	@Order(0)
	RedisStartupCheck.Feature redisQueuesFeature(DeclaredQueues queues, QueuesProperties properties) {
		Set<String> names = queues.settings().keySet();
		return new RedisStartupCheck.Feature("queues", "queues " + names, "messages", () -> !names.isEmpty(),
				() -> queues.settings()
					.values()
					.stream()
					.map((settings) -> DefaultRedisQueueFactory.rights(properties.namespace(), settings))
					.toList());
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JsonMapper.class)
	static class Json {

		@Bean(RedisQueueRegistrar.JSON_CONVERTER)
		@Fallback
		JsonPayloadConverter redisQueuesPayloadConverter() {
			return new JsonPayloadConverter();
		}

	}

}
