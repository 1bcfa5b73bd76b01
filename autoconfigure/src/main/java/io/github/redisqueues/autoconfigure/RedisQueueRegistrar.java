package io.github.redisqueues.autoconfigure;

import io.github.redisqueues.internal.schedule.QueueSchedules;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.Assert;

/**
 * Registers a bean for each declared queue. Runs after all configuration classes have
 * been read, so that it knows every bean name that is in use: a bean of the application
 * wins, whether or not bean overriding is allowed.
 */
final class RedisQueueRegistrar implements BeanDefinitionRegistryPostProcessor {

	static final String BEANS = "redisQueuesBeans";

	static final String SCHEDULE_BEANS = "redisQueuesScheduleBeans";

	static final String SCHEDULES = "redisQueuesSchedules";

	static final String JSON_CONVERTER = "redisQueuesPayloadConverter";

	private final Environment environment;

	RedisQueueRegistrar(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		Assert.isInstanceOf(ConfigurableListableBeanFactory.class, registry);
		new ChangedNamesCheck(this.environment).check();
		new UnknownKeysCheck(this.environment).check();
		QueuesProperties properties = Binder.get(this.environment).bindOrCreate("queues", QueuesProperties.class);
		DeclaredQueues queues = DeclaredQueues.of(properties, this.environment,
				((ConfigurableListableBeanFactory) registry).getBeanClassLoader());
		DeclaredBeanRegistrar registrar = new DeclaredBeanRegistrar(registry);
		queues.settings().values().forEach((queue) -> registrar.register(bean(queue)));
		// With definitions that were generated ahead of time it is there already
		if (!queues.schedules().isEmpty() && !registry.containsBeanDefinition(SCHEDULES)) {
			RootBeanDefinition definition = new RootBeanDefinition();
			definition.setTargetType(QueueSchedules.class);
			definition.setFactoryBeanName(SCHEDULE_BEANS);
			definition.setFactoryMethodName("create");
			registry.registerBeanDefinition(SCHEDULES, definition);
		}
	}

	private static DeclaredBean bean(QueueSettings<?> queue) {
		return new DeclaredBean("queue", RedisQueue.class, queue.payloadType().getType(), queue.name(), queue.key(),
				PropertyFailures.INSTANCES, PropertyFailures.instance(queue.name()), BEANS);
	}

}
