package io.github.redisqueues.autoconfigure;

import io.github.redisqueues.topic.RedisTopic;
import io.github.redisqueues.topic.TopicSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;
import org.springframework.util.Assert;

/**
 * Defines a bean for each declared topic, when all configuration classes have been read:
 * a bean of the application's wins.
 */
final class RedisTopicRegistrar implements BeanDefinitionRegistryPostProcessor {

	static final String BEANS = "redisQueuesTopicBeans";

	private static final Log logger = LogFactory.getLog(RedisTopicRegistrar.class);

	private final Environment environment;

	RedisTopicRegistrar(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		Assert.isInstanceOf(ConfigurableListableBeanFactory.class, registry);
		ConfigurableListableBeanFactory beanFactory = (ConfigurableListableBeanFactory) registry;
		ClassLoader classLoader = beanFactory.getBeanClassLoader();
		QueuesProperties properties = Binder.get(this.environment).bindOrCreate("queues", QueuesProperties.class);
		DeclaredQueues queues = DeclaredQueues.of(properties, this.environment, classLoader);
		BeanNames names = new BeanNames(beanFactory);
		DeclaredTopics.of(properties, queues, this.environment, classLoader).topics().values().forEach((topic) -> {
			if (isFree(topic.settings(), names)) {
				register(topic.settings(), registry);
			}
		});
	}

	private static boolean isFree(TopicSettings<?> topic, BeanNames names) {
		String property = PropertyFailures.topic(topic.name());
		switch (names.ownerOf(topic.name(), RedisTopic.class)) {
			case NOBODY -> {
				return true;
			}
			case STAND_IN -> logger.debug("Bean '%s' stands in for %s".formatted(topic.name(), property));
			case APPLICATION -> logger
				.warn("No topic is made from %s, as the application has a bean of that name, %s. Rename one of the two."
					.formatted(property, names.describe(topic.name())));
			case FRAMEWORK ->
				throw new FailureAnalyzedException("Property " + property + " names a topic '" + topic.name()
						+ "', but a bean of that name belongs to the framework: " + names.describe(topic.name()) + ".",
						"Rename the topic. To keep its name in Redis, set " + PropertyFailures.TOPICS
								+ ".<new name>.key=" + topic.key() + ".");
		}
		return false;
	}

	private void register(TopicSettings<?> topic, BeanDefinitionRegistry registry) {
		String property = PropertyFailures.topic(topic.name());
		if (registry.containsBeanDefinition(RedisQueueRegistrar.JSON_CONVERTER)) {
			new PayloadTypes.Json(new PropertyFailures(this.environment)).requireReadable(property + ".payload-type",
					topic.payloadType());
		}
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setTargetType(ResolvableType.forClassWithGenerics(RedisTopic.class, topic.payloadType()));
		definition.setFactoryBeanName(BEANS);
		definition.setFactoryMethodName("create");
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, topic.name());
		definition.setResourceDescription("property " + property);
		registry.registerBeanDefinition(topic.name(), definition);
	}

}
