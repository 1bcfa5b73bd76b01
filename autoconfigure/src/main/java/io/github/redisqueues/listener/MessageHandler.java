package io.github.redisqueues.listener;

import io.github.redisqueues.queue.Delivery;

/**
 * Works on one message at a time. Called by as many threads at once as the container has
 * workers.
 *
 * @param <E> type of the payload
 */
@FunctionalInterface
public interface MessageHandler<E> {

	/**
	 * Works on a message. When this returns, the message is acknowledged, unless the
	 * listener acknowledges {@link Acknowledgement#MANUAL by itself}; when it throws, the
	 * {@link ErrorHandler} decides. What was settled through the delivery stays settled.
	 * The lease is renewed meanwhile.
	 * @param delivery the message
	 * @throws Exception if the message could not be worked on
	 */
	void handle(Delivery<E> delivery) throws Exception;

}
