package io.github.redisqueues.listener;

import java.util.List;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;

/**
 * Runs code around each call of a listener's handler, for example to set up a context of
 * the tenant that a header names. Beans of this type apply to every listener, to
 * {@link QueueListener} methods and to containers that are created with the
 * {@link QueueListenerContainerFactory}. The first in the order of
 * {@link org.springframework.core.annotation.Order} is the outermost. Called on the
 * workers' threads, by several of them at the same time.
 */
@FunctionalInterface
public interface QueueListenerInterceptor {

	/**
	 * Runs around a call of the handler. Is part of the call: the time limit includes it,
	 * the leases are renewed until it returns, and an exception that it throws is a
	 * failure of the handler.
	 * @param handling the call, which {@link Handling#proceed()} continues. If it is not
	 * continued, the messages count as handled.
	 * @throws Exception what the handler has thrown, or another exception
	 */
	void intercept(Handling handling) throws Exception;

	/**
	 * A call of the handler.
	 */
	interface Handling {

		/**
		 * Returns the listener's id.
		 * @return the id
		 */
		String listenerId();

		/**
		 * Returns the queue that the messages come from.
		 * @return the queue
		 */
		RedisQueue<?> queue();

		/**
		 * Returns the messages.
		 * @return one message, or a batch of one or more; unmodifiable
		 */
		List<Delivery<?>> deliveries();

		/**
		 * Calls the next interceptor, or the handler. May be called again after a
		 * failure.
		 * @throws Exception what it has thrown
		 */
		void proceed() throws Exception;

	}

}
