package io.github.redisqueues.autoconfigure;

import io.github.redisqueues.internal.schedule.QueueSchedules;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;
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
 * Defines a bean for each declared queue. Runs when all configuration classes have been
 * read, the application's and everybody else's, so that it sees every name that is taken:
 * whatever bean overriding is set to, a bean of the application's wins.
 */
final class RedisQueueRegistrar implements BeanDefinitionRegistryPostProcessor {

	static final String BEANS = "redisQueuesBeans";

	static final String SCHEDULE_BEANS = "redisQueuesScheduleBeans";

	static final String SCHEDULES = "redisQueuesSchedules";

	static final String JSON_CONVERTER = "redisQueuesPayloadConverter";

	private static final Log logger = LogFactory.getLog(RedisQueueRegistrar.class);

	private final Environment environment;

	private final PropertyFailures failures;

	RedisQueueRegistrar(Environment environment) {
		this.environment = environment;
		this.failures = new PropertyFailures(environment);
	}

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		Assert.isInstanceOf(ConfigurableListableBeanFactory.class, registry);
		ConfigurableListableBeanFactory beanFactory = (ConfigurableListableBeanFactory) registry;
		new KnownKeys(this.environment).requireNoOther();
		QueuesProperties properties = Binder.get(this.environment).bindOrCreate("queues", QueuesProperties.class);
		DeclaredQueues queues = DeclaredQueues.of(properties, this.environment, beanFactory.getBeanClassLoader());
		BeanNames names = new BeanNames(beanFactory);
		for (QueueSettings<?> queue : queues.settings().values()) {
			if (isFree(queue, names)) {
				register(queue, registry);
			}
		}
		if (!queues.schedules().isEmpty()) {
			RootBeanDefinition definition = new RootBeanDefinition();
			definition.setTargetType(QueueSchedules.class);
			definition.setFactoryBeanName(SCHEDULE_BEANS);
			definition.setFactoryMethodName("create");
			registry.registerBeanDefinition(SCHEDULES, definition);
		}
	}

	private boolean isFree(QueueSettings<?> queue, BeanNames names) {
		String property = PropertyFailures.instance(queue.name());
		switch (names.ownerOf(queue.name(), RedisQueue.class)) {
			case NOBODY -> {
				return true;
			}
			case STAND_IN -> logger.debug("Bean '%s' stands in for %s".formatted(queue.name(), property));
			case APPLICATION -> logger
				.warn("No queue is made from %s, as the application has a bean of that name, %s. Rename one of the two."
					.formatted(property, names.describe(queue.name())));
			case FRAMEWORK ->
				throw new FailureAnalyzedException("Property " + property + " names a queue '" + queue.name()
						+ "', but a bean of that name belongs to the framework: " + names.describe(queue.name()) + ".",
						"Rename the queue. To keep its name in Redis, set " + PropertyFailures.INSTANCES
								+ ".<new name>.key=" + queue.key() + ".");
		}
		return false;
	}

	private void register(QueueSettings<?> queue, BeanDefinitionRegistry registry) {
		if (registry.containsBeanDefinition(JSON_CONVERTER)) {
			new PayloadTypes.Json(this.failures)
				.requireReadable(PropertyFailures.instance(queue.name()) + ".payload-type", queue.payloadType());
		}
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setTargetType(ResolvableType.forClassWithGenerics(RedisQueue.class, queue.payloadType()));
		definition.setFactoryBeanName(BEANS);
		definition.setFactoryMethodName("create");
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, queue.name());
		definition.setResourceDescription("property " + PropertyFailures.instance(queue.name()));
		registry.registerBeanDefinition(queue.name(), definition);
	}

}
