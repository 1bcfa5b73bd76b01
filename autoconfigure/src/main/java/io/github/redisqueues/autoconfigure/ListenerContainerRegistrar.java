package io.github.redisqueues.autoconfigure;

import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.listener.QueueListenerRegistry;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * Registers listener containers that are beans with the registry. The registry then also
 * starts and stops them; starting or stopping a container twice has no effect.
 */
final class ListenerContainerRegistrar implements SmartInitializingSingleton {

	private final ConfigurableListableBeanFactory beanFactory;

	private final QueueListenerRegistry registry;

	ListenerContainerRegistrar(ConfigurableListableBeanFactory beanFactory, QueueListenerRegistry registry) {
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
			throw new FailureAnalyzedException(
					"Bean '" + name + "' is a listener container with the id '" + container.id() + "', but queue '"
							+ container.queue().name() + "' already has a listener with that id.",
					"Give each listener its own id.", ex);
		}
	}

}
