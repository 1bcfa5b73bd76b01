package io.github.redisqueues.internal.listener;

import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

import io.github.redisqueues.internal.queue.QueueObserver;
import io.github.redisqueues.listener.QueueListenerInterceptor;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;

/**
 * Puts the application's interceptors around the handlers of listeners.
 */
public final class InterceptorObserver implements QueueObserver {

	private final Supplier<List<QueueListenerInterceptor>> interceptors;

	/**
	 * Creates an observer.
	 * @param interceptors supplies the interceptors, the outermost first; called for each
	 * listener
	 */
	public InterceptorObserver(Supplier<List<QueueListenerInterceptor>> interceptors) {
		this.interceptors = interceptors;
	}

	@Override
	public <E> Handler<E> decorate(String listener, RedisQueue<E> queue, Handler<E> handler) {
		List<QueueListenerInterceptor> all = this.interceptors.get();
		Handler<E> decorated = handler;
		for (int i = all.size() - 1; i >= 0; i--) {
			QueueListenerInterceptor interceptor = all.get(i);
			Handler<E> next = decorated;
			decorated = (deliveries) -> interceptor.intercept(new Call<>(listener, queue, deliveries, next));
		}
		return decorated;
	}

	/**
	 * A call that an interceptor continues.
	 */
	private record Call<E>(String listenerId, RedisQueue<E> queue, List<Delivery<E>> messages,
			Handler<E> next) implements QueueListenerInterceptor.Handling {

		@Override
		public List<Delivery<?>> deliveries() {
			return Collections.unmodifiableList(this.messages);
		}

		@Override
		public void proceed() throws Exception {
			this.next.handle(this.messages);
		}

	}

}
