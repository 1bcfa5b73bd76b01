package io.github.redisqueues.listener;

import java.util.function.Consumer;

import io.github.redisqueues.queue.RedisQueue;

/**
 * Creates listener containers in code, with the same settings as a {@link QueueListener}
 * method: those of {@code queues.instances.<queue>.listener.*} and
 * {@code queues.listener.*}, and the only or primary {@link ErrorHandler} bean. The
 * auto-configuration provides one as a bean. A container starts and stops with the
 * application if it is a bean, or if it is passed to
 * {@link QueueListenerRegistry#register(QueueListenerContainer)}. Safe for use by several
 * threads.
 */
public interface QueueListenerContainerFactory {

	/**
	 * Creates a container whose handler gets one message at a time.
	 * @param <E> type of the payloads
	 * @param id the listener's id
	 * @param queue the queue, created by a
	 * {@link io.github.redisqueues.queue.RedisQueueFactory}
	 * @param handler handles the messages
	 * @return the container, not started
	 * @throws IllegalArgumentException if the queue is of another kind
	 */
	default <E> QueueListenerContainer<E> create(String id, RedisQueue<E> queue, MessageHandler<E> handler) {
		return create(id, queue, handler, (settings) -> {
		});
	}

	/**
	 * Creates a container whose handler gets one message at a time.
	 * @param <E> type of the payloads
	 * @param id the listener's id
	 * @param queue the queue, created by a
	 * {@link io.github.redisqueues.queue.RedisQueueFactory}
	 * @param handler handles the messages
	 * @param customizer changes the configured settings
	 * @return the container, not started
	 * @throws IllegalArgumentException if the queue is of another kind, or a setting is
	 * out of its range
	 */
	<E> QueueListenerContainer<E> create(String id, RedisQueue<E> queue, MessageHandler<E> handler,
			Consumer<ListenerSettings.Builder> customizer);

	/**
	 * Creates a container whose handler gets several messages at a time.
	 * @param <E> type of the payloads
	 * @param id the listener's id
	 * @param queue the queue, created by a
	 * {@link io.github.redisqueues.queue.RedisQueueFactory}
	 * @param handler handles the messages
	 * @return the container, not started
	 * @throws IllegalArgumentException if the queue is of another kind
	 */
	default <E> QueueListenerContainer<E> createForBatches(String id, RedisQueue<E> queue, BatchHandler<E> handler) {
		return createForBatches(id, queue, handler, (settings) -> {
		});
	}

	/**
	 * Creates a container whose handler gets several messages at a time.
	 * @param <E> type of the payloads
	 * @param id the listener's id
	 * @param queue the queue, created by a
	 * {@link io.github.redisqueues.queue.RedisQueueFactory}
	 * @param handler handles the messages
	 * @param customizer changes the configured settings
	 * @return the container, not started
	 * @throws IllegalArgumentException if the queue is of another kind, or a setting is
	 * out of its range
	 */
	<E> QueueListenerContainer<E> createForBatches(String id, RedisQueue<E> queue, BatchHandler<E> handler,
			Consumer<ListenerSettings.Builder> customizer);

}
