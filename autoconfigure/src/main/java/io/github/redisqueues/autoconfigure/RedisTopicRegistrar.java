package io.github.redisqueues.autoconfigure;

import io.github.redisqueues.topic.RedisTopic;
import io.github.redisqueues.topic.TopicSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.Assert;

/**
 * Registers a bean for each declared topic. Runs after all configuration classes have
 * been read: a bean of the application wins.
 */
final class RedisTopicRegistrar implements BeanDefinitionRegistryPostProcessor {

	static final String BEANS = "redisQueuesTopicBeans";

	private final Environment environment;

	RedisTopicRegistrar(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		Assert.isInstanceOf(ConfigurableListableBeanFactory.class, registry);
		ClassLoader classLoader = ((ConfigurableListableBeanFactory) registry).getBeanClassLoader();
		DeclaredBeanRegistrar registrar = new DeclaredBeanRegistrar(registry);
		topics(classLoader).topics().values().forEach((topic) -> registrar.register(bean(topic.settings())));
	}

	private DeclaredTopics topics(@Nullable ClassLoader classLoader) {
		QueuesProperties properties = Binder.get(this.environment).bindOrCreate("queues", QueuesProperties.class);
		DeclaredQueues queues = DeclaredQueues.of(properties, this.environment, classLoader);
		return DeclaredTopics.of(properties, queues, this.environment, classLoader);
	}

	private static DeclaredBean bean(TopicSettings<?> topic) {
		return new DeclaredBean("topic", RedisTopic.class, topic.payloadType().getType(), topic.name(), topic.key(),
				PropertyFailures.TOPICS, PropertyFailures.topic(topic.name()), BEANS);
	}

}
