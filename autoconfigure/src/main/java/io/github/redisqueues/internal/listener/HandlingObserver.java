package io.github.redisqueues.internal.listener;

import java.util.List;
import java.util.function.Consumer;

import io.github.redisqueues.internal.observer.CallScope;
import io.github.redisqueues.internal.observer.ObservedCall;
import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.internal.queue.QueueObserver;
import io.github.redisqueues.internal.queue.RedisDelivery;
import org.jspecify.annotations.Nullable;

/**
 * Lets an observer see a listener's work on its messages. Safe for use by several
 * threads.
 *
 * @param <E> type of the payloads
 * @param listener the listener's id
 * @param queue name of the queue
 * @param observer the observer
 */
record HandlingObserver<E>(String listener, String queue, QueueObserver observer) {

	/**
	 * Returns the observer of a listener.
	 * @return null if none watches
	 */
	static <E> @Nullable HandlingObserver<E> of(String listener, ConsumableQueue<E> queue) {
		return queue.observer().observesCalls() ? new HandlingObserver<>(listener, queue.name(), queue.observer())
				: null;
	}

	/**
	 * Does the work on messages.
	 * @param work handles and settles them; takes the object that notes how
	 */
	void observe(List<RedisDelivery<E>> messages, Consumer<ObservedHandling> work) {
		ObservedCall call = this.observer.handling(this.listener, this.queue, messages);
		ObservedHandling handling = new ObservedHandling();
		try (CallScope scope = call.open()) {
			work.accept(handling);
		}
		finally {
			call.end(handling.outcome(), handling.failure());
		}
	}

}
