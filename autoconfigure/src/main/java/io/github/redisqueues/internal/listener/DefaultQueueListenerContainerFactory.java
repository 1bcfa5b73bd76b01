package io.github.redisqueues.internal.listener;

import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.github.redisqueues.listener.BatchHandler;
import io.github.redisqueues.listener.ErrorHandler;
import io.github.redisqueues.listener.ListenerSettings;
import io.github.redisqueues.listener.MessageHandler;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.listener.QueueListenerContainerFactory;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.queue.RedisQueue;

/**
 * Makes containers with what is configured for listeners of a queue, so that one made in
 * code is like one of a {@link QueueListener}. In an application it is a bean; its
 * settings are those of {@code queues.instances.<queue>.listener.*} and
 * {@code queues.listener.*}, and the error handler is the only or primary
 * {@link ErrorHandler} bean. A container that it makes starts and stops with the
 * application if it is a bean too, or is given to
 * {@link DefaultQueueListenerRegistry#register(QueueListenerContainer)}. Safe for use by
 * several threads.
 */
public final class DefaultQueueListenerContainerFactory implements QueueListenerContainerFactory {

	private final Function<String, ListenerSettings.Builder> settings;

	private final Supplier<ErrorHandler> errorHandler;

	/**
	 * Creates a factory.
	 * @param settings gives the settings to begin with for a queue's name, anew each time
	 * @param errorHandler gives the error handler of those settings that have none
	 */
	public DefaultQueueListenerContainerFactory(Function<String, ListenerSettings.Builder> settings,
			Supplier<ErrorHandler> errorHandler) {
		this.settings = Objects.requireNonNull(settings, "settings must not be null");
		this.errorHandler = Objects.requireNonNull(errorHandler, "errorHandler must not be null");
	}

	/**
	 * Makes a container whose handler gets one message at a time.
	 * @param <E> type of the payloads
	 * @param id what the listener is called
	 * @param queue a queue of a {@link io.github.redisqueues.queue.RedisQueueFactory}
	 * @param handler works on the messages
	 * @param customizer changes what is configured
	 * @return the container, not started
	 * @throws IllegalArgumentException if the queue is of another kind, or a setting out
	 * of its range
	 */
	@Override
	public <E> QueueListenerContainer<E> create(String id, RedisQueue<E> queue, MessageHandler<E> handler,
			Consumer<ListenerSettings.Builder> customizer) {
		return DefaultQueueListenerContainer.of(id, queue, handler, settings(queue, customizer));
	}

	/**
	 * Makes a container whose handler gets several messages at a time.
	 * @param <E> type of the payloads
	 * @param id what the listener is called
	 * @param queue a queue of a {@link io.github.redisqueues.queue.RedisQueueFactory}
	 * @param handler works on the messages
	 * @param customizer changes what is configured
	 * @return the container, not started
	 * @throws IllegalArgumentException if the queue is of another kind, or a setting out
	 * of its range
	 */
	@Override
	public <E> QueueListenerContainer<E> createForBatches(String id, RedisQueue<E> queue, BatchHandler<E> handler,
			Consumer<ListenerSettings.Builder> customizer) {
		return DefaultQueueListenerContainer.ofBatches(id, queue, handler, settings(queue, customizer));
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
