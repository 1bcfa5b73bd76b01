package io.github.redisqueues.test.autoconfigure;

import java.util.function.Consumer;

import io.github.redisqueues.internal.schedule.QueueSchedules;
import io.github.redisqueues.listener.BatchHandler;
import io.github.redisqueues.listener.ListenerSettings;
import io.github.redisqueues.listener.MessageHandler;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.listener.QueueListenerContainerFactory;
import io.github.redisqueues.queue.RedisQueue;

import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Keeps listeners and schedules from starting with the application, also those whose own
 * settings say that they do.
 */
final class AutoStartupPostProcessor implements BeanPostProcessor {

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof QueueSchedules schedules) {
			schedules.setAutoStartup(false);
		}
		return (bean instanceof QueueListenerContainerFactory factory) ? new NotStartingFactory(factory) : bean;
	}

	/**
	 * Creates containers that do not start with the application.
	 *
	 * @param factory the factory that creates them
	 */
	private record NotStartingFactory(QueueListenerContainerFactory factory) implements QueueListenerContainerFactory {

		@Override
		public <E> QueueListenerContainer<E> create(String id, RedisQueue<E> queue, MessageHandler<E> handler,
				Consumer<ListenerSettings.Builder> customizer) {
			return this.factory.create(id, queue, handler, notStarting(customizer));
		}

		@Override
		public <E> QueueListenerContainer<E> createForBatches(String id, RedisQueue<E> queue, BatchHandler<E> handler,
				Consumer<ListenerSettings.Builder> customizer) {
			return this.factory.createForBatches(id, queue, handler, notStarting(customizer));
		}

		private static Consumer<ListenerSettings.Builder> notStarting(Consumer<ListenerSettings.Builder> customizer) {
			return customizer.andThen((settings) -> settings.autoStartup(false));
		}

	}

}
