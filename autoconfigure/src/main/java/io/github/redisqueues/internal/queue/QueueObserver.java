package io.github.redisqueues.internal.queue;

import java.util.List;
import java.util.function.Consumer;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueEvent;
import io.github.redisqueues.queue.RedisQueue;

/**
 * Learns what happens where messages are sent, received and handled. Every method does
 * nothing by default. Safe for use by several threads.
 */
public interface QueueObserver {

	/**
	 * Observes nothing.
	 */
	QueueObserver NONE = new QueueObserver() {
	};

	/**
	 * Notes something that happened. Must not throw.
	 * @param event what happened
	 */
	default void happened(QueueEvent event) {
	}

	/**
	 * Decorates the handler of a listener.
	 * @param <E> type of the payloads
	 * @param listener the listener's id
	 * @param queue the queue that its messages come from
	 * @param handler the handler
	 * @return the handler to call instead
	 */
	default <E> Handler<E> decorate(String listener, RedisQueue<E> queue, Handler<E> handler) {
		return handler;
	}

	/**
	 * Combines observers.
	 * @param observers the observers; the handler decorated by the last is the innermost
	 * @return an observer that passes everything to each of them
	 */
	static QueueObserver of(List<QueueObserver> observers) {
		return observers.isEmpty() ? NONE : (observers.size() == 1) ? observers.get(0) : new QueueObserver() {

			@Override
			public void happened(QueueEvent event) {
				observers.forEach((observer) -> observer.happened(event));
			}

			@Override
			public <E> Handler<E> decorate(String listener, RedisQueue<E> queue, Handler<E> handler) {
				Handler<E> decorated = handler;
				for (int i = observers.size() - 1; i >= 0; i--) {
					decorated = observers.get(i).decorate(listener, queue, decorated);
				}
				return decorated;
			}

		};
	}

	/**
	 * Returns an observer of events.
	 * @param events takes each event, and must not throw
	 * @return the observer
	 */
	static QueueObserver ofEvents(Consumer<QueueEvent> events) {
		return new QueueObserver() {

			@Override
			public void happened(QueueEvent event) {
				events.accept(event);
			}

		};
	}

	/**
	 * A handler of messages.
	 *
	 * @param <E> type of the payloads
	 */
	@FunctionalInterface
	interface Handler<E> {

		/**
		 * Handles messages.
		 * @param deliveries the messages
		 * @throws Exception if they could not be handled
		 */
		void handle(List<Delivery<E>> deliveries) throws Exception;

	}

}
