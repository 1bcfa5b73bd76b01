package io.github.redisqueues.test;

import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.internal.listener.DefaultQueueListenerContainer;
import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.listener.QueueListenerRegistry;

import org.springframework.beans.factory.ListableBeanFactory;

/**
 * The listeners of an application.
 *
 * @param containers their containers, in the order in which they were registered
 */
record TestListeners(List<QueueListenerContainer<?>> containers) {

	static TestListeners of(ListableBeanFactory beanFactory) {
		QueueListenerRegistry registry = beanFactory.getBeanProvider(QueueListenerRegistry.class).getIfAvailable();
		return new TestListeners((registry != null) ? List.copyOf(registry.containers()) : List.of());
	}

	/**
	 * Returns the first listener of a queue.
	 */
	ListenerCalls<?> forQueue(String queue) {
		return this.containers.stream()
			.filter((container) -> queue.equals(container.queue().name()))
			.findFirst()
			.map(TestListeners::calls)
			.orElseThrow(() -> new IllegalStateException("Queue '" + queue + "' has no listener. Listeners are "
					+ this.containers.stream()
						.map((container) -> "'" + container.id() + "' of queue '" + container.queue().name() + "'")
						.toList()
					+ ". A @QueuesTest has those of scanned components; @Import others."));
	}

	/**
	 * Returns the first listener of each queue.
	 */
	List<ListenerCalls<?>> all() {
		List<ListenerCalls<?>> all = new ArrayList<>();
		this.containers.stream()
			.map((container) -> container.queue().name())
			.distinct()
			.forEach((queue) -> all.add(forQueue(queue)));
		return all;
	}

	private static <E> ListenerCalls<E> calls(QueueListenerContainer<E> container) {
		if (!(container instanceof DefaultQueueListenerContainer<E> ours)
				|| !(container.queue() instanceof ConsumableQueue<E> queue)) {
			throw new IllegalStateException("Listener '" + container.id() + "' cannot be called by a test:"
					+ " its container or its queue is a mock or an implementation of the application's own");
		}
		if (container.isRunning()) {
			throw new IllegalStateException(
					"Listener '" + container.id() + "' is running and takes its messages itself."
							+ " Stop it, or do not set startListeners on @AutoConfigureTestQueues.");
		}
		return new ListenerCalls<>(ours, queue);
	}

}
