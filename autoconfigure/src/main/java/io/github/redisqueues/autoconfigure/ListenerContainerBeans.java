package io.github.redisqueues.autoconfigure;

import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.listener.QueueListenerRegistry;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * Has the registry know containers that are beans. That it starts and stops them as well
 * does not matter to them.
 */
final class ListenerContainerBeans implements SmartInitializingSingleton {

	private final ConfigurableListableBeanFactory beanFactory;

	private final QueueListenerRegistry registry;

	ListenerContainerBeans(ConfigurableListableBeanFactory beanFactory, QueueListenerRegistry registry) {
		this.beanFactory = beanFactory;
		this.registry = registry;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.beanFactory.getBeansOfType(QueueListenerContainer.class, false, true).forEach(this::register);
	}

	private void register(String name, QueueListenerContainer<?> container) {
		try {
			this.registry.register(container);
		}
		catch (IllegalArgumentException ex) {
			throw new FailureAnalyzedException("Bean '" + name + "' is a container of id '" + container.id()
					+ "', and there is another listener of that id for queue '" + container.queue().name() + "'.",
					"Give each listener an id of its own.", ex);
		}
	}

}
