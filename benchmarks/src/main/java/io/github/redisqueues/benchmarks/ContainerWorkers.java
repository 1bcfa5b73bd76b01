package io.github.redisqueues.benchmarks;

import java.util.function.Consumer;

import io.github.redisqueues.internal.listener.DefaultQueueListenerContainer;
import io.github.redisqueues.listener.ListenerSettings;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.queue.RedisQueue;

/**
 * The container behind {@code @QueueListener}, with default settings except for the
 * concurrency.
 */
final class ContainerWorkers implements QueueWorkers {

	@Override
	public AutoCloseable start(RedisQueue<String> queue, int concurrency, Consumer<String> handler) {
		QueueListenerContainer<String> container = DefaultQueueListenerContainer.of("benchmark", queue,
				(delivery) -> handler.accept(delivery.payload()),
				ListenerSettings.builder().concurrency(concurrency).build());
		container.start();
		return container::stop;
	}

}
