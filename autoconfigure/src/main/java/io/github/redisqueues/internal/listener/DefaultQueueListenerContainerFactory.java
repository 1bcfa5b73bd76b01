package io.github.redisqueues.internal.listener;

import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.listener.BatchHandler;
import io.github.redisqueues.listener.ErrorHandler;
import io.github.redisqueues.listener.ListenerSettings;
import io.github.redisqueues.listener.MessageHandler;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.listener.QueueListenerContainerFactory;
import io.github.redisqueues.queue.RedisQueue;

/**
 * Creates containers with the configured settings of their queue. The container of a
 * queue that no {@link io.github.redisqueues.queue.RedisQueueFactory} of ours has created
 * never starts. Safe for use by several threads.
 */
public final class DefaultQueueListenerContainerFactory implements QueueListenerContainerFactory {

	private final Function<String, ListenerSettings.Builder> settings;

	private final Supplier<ErrorHandler> errorHandler;

	/**
	 * Creates a factory.
	 * @param settings returns a new builder with the configured settings for a queue name
	 * @param errorHandler supplies the error handler for settings that have none
	 */
	public DefaultQueueListenerContainerFactory(Function<String, ListenerSettings.Builder> settings,
			Supplier<ErrorHandler> errorHandler) {
		this.settings = Objects.requireNonNull(settings, "settings must not be null");
		this.errorHandler = Objects.requireNonNull(errorHandler, "errorHandler must not be null");
	}

	@Override
	public <E> QueueListenerContainer<E> create(String id, RedisQueue<E> queue, MessageHandler<E> handler,
			Consumer<ListenerSettings.Builder> customizer) {
		ListenerSettings settings = settings(queue, customizer);
		return (queue instanceof ConsumableQueue<E>) ? DefaultQueueListenerContainer.of(id, queue, handler, settings)
				: new IdleListenerContainer<>(id, queue, settings);
	}

	@Override
	public <E> QueueListenerContainer<E> createForBatches(String id, RedisQueue<E> queue, BatchHandler<E> handler,
			Consumer<ListenerSettings.Builder> customizer) {
		ListenerSettings settings = settings(queue, customizer);
		return (queue instanceof ConsumableQueue<E>)
				? DefaultQueueListenerContainer.ofBatches(id, queue, handler, settings)
				: new IdleListenerContainer<>(id, queue, settings);
	}

	private ListenerSettings settings(RedisQueue<?> queue, Consumer<ListenerSettings.Builder> customizer) {
		ListenerSettings.Builder builder = this.settings.apply(queue.name());
		customizer.accept(builder);
		if (!builder.hasErrorHandler()) {
			builder.errorHandler(this.errorHandler.get());
		}
		return builder.build();
	}

}
