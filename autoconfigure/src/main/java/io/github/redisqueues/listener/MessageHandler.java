package io.github.redisqueues.listener;

import io.github.redisqueues.queue.Delivery;

/**
 * Handles one message at a time. Called by as many threads at once as the container has
 * workers.
 *
 * @param <E> type of the payload
 */
@FunctionalInterface
public interface MessageHandler<E> {

	/**
	 * Handles a message. When this method returns, the message is acknowledged, unless
	 * the listener's mode is {@link Acknowledgement#MANUAL}. When it throws, the
	 * {@link ErrorHandler} decides what happens next. A message that was settled through
	 * the delivery stays settled. The lease is renewed until this method ends.
	 * @param delivery the message
	 * @throws Exception if the message could not be handled
	 */
	void handle(Delivery<E> delivery) throws Exception;

}
