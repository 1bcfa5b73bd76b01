package io.github.redisqueues.autoconfigure;

import java.util.Set;

import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.internal.queue.FanOutFactory;
import io.github.redisqueues.internal.topic.DefaultRedisTopicFactory;
import io.github.redisqueues.internal.topic.TopicListeners;
import io.github.redisqueues.internal.validation.Mocks;
import io.github.redisqueues.queue.RedisQueueFactory;
import io.github.redisqueues.topic.RedisTopic;
import io.github.redisqueues.topic.RedisTopicFactory;
import io.github.redisqueues.topic.TopicListener;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link RedisTopic topics}: a
 * bean for each that {@code queues.topics} declares, methods with {@link TopicListener},
 * and a {@link RedisTopicFactory} for topics that an application creates in code. Redis
 * is connected when the application first publishes or subscribes, or to check it at
 * startup.
 */
@AutoConfiguration(after = RedisQueuesAutoConfiguration.class)
@ConditionalOnClass(RedisConnectionFactory.class)
@ConditionalOnBooleanProperty(name = "queues.enabled", matchIfMissing = true)
@ConditionalOnBean(DeclaredQueues.class)
public final class RedisTopicsAutoConfiguration {

	@Bean
	static RedisTopicRegistrar redisQueuesTopicRegistrar(Environment environment) {
		return new RedisTopicRegistrar(environment);
	}

	@Bean
	DeclaredTopics redisQueuesDeclaredTopics(QueuesProperties properties, DeclaredQueues queues,
			Environment environment, ResourceLoader resourceLoader) {
		return DeclaredTopics.of(properties, queues, environment, resourceLoader.getClassLoader());
	}

	@Bean
	@Order(2)
	RedisStartupCheck.Feature redisQueuesTopicsFeature(DeclaredTopics topics, QueuesProperties properties) {
		Set<String> names = topics.topics().keySet();
		return new RedisStartupCheck.Feature("topics", "topics " + names, "messages", () -> !names.isEmpty(),
				() -> topics.topics()
					.values()
					.stream()
					.map((topic) -> DefaultRedisQueueFactory.topicRights(properties.namespace(),
							topic.settings().key()))
					.toList());
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	RedisTopicFactory redisTopicFactory(RedisQueueFactory queues, Environment environment) {
		if (Mocks.isMock(queues) && !(queues instanceof FanOutFactory)) {
			return new MockedTopicFactory();
		}
		if (!(queues instanceof FanOutFactory fanOuts)) {
			throw new FailureAnalyzedException(
					"Topics need the auto-configured RedisQueueFactory, but the application defines its own, a "
							+ queues.getClass().getName() + ".",
					"Define a RedisTopicFactory bean too, or remove the RedisQueueFactory bean, or remove queues.topics"
							+ " and every use of topics.");
		}
		if (!Threading.VIRTUAL.isActive(environment)) {
			return new DefaultRedisTopicFactory(fanOuts);
		}
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("redis-queues-topic-");
		executor.setVirtualThreads(true);
		return new DefaultRedisTopicFactory(fanOuts, executor);
	}

	@Bean(RedisTopicRegistrar.BEANS)
	@Lazy
	RedisTopicBeans redisQueuesTopicBeans(DeclaredTopics topics, RedisTopicFactory factory, BeanFactory beanFactory,
			PayloadConverters converters, Environment environment) {
		return new RedisTopicBeans(topics, factory, beanFactory, converters, new PropertyFailures(environment));
	}

	@Bean
	static TopicListeners redisQueuesTopicListeners(ConfigurableListableBeanFactory beanFactory) {
		return new TopicListeners(beanFactory);
	}

}
