package io.github.redisqueues.test.autoconfigure;

import java.util.Map;
import java.util.UUID;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Gives each context a namespace of its own, and keeps its listeners and schedules from
 * starting.
 *
 * @param startListeners whether they start all the same
 * @param embedded whether the embedded server is used in any case
 */
record TestQueuesContextCustomizer(boolean startListeners, boolean embedded) implements ContextCustomizer {

	/**
	 * Name of a property that is true if the embedded server is used in any case.
	 */
	static final String EMBEDDED = "redis-queues.test.embedded";

	/**
	 * Name of a property that is true if listeners start.
	 */
	static final String START_LISTENERS = "redis-queues.test.start-listeners";

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration mergedConfig) {
		String namespace = "queues:test:" + UUID.randomUUID();
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource("redisQueuesTest",
					Map.of("queues.namespace", namespace, "queues.lock.namespace", namespace + ":lock", EMBEDDED,
							this.embedded, START_LISTENERS, this.startListeners)));
		if (!this.startListeners) {
			context.getBeanFactory().addBeanPostProcessor(new AutoStartupPostProcessor());
		}
	}

}
