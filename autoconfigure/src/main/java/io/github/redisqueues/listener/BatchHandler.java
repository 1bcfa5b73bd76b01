package io.github.redisqueues.listener;

import java.util.List;

import io.github.redisqueues.queue.Delivery;

/**
 * Handles several messages at a time. Called by as many threads at once as the container
 * has workers.
 *
 * @param <E> type of the payloads
 */
@FunctionalInterface
public interface BatchHandler<E> {

	/**
	 * Handles a batch. When this method returns, each message that was not settled is
	 * acknowledged, unless the listener's mode is {@link Acknowledgement#MANUAL}. When it
	 * throws, the {@link ErrorHandler} decides what happens next to each of them. A
	 * message that was settled through its delivery stays settled, so a batch that fails
	 * halfway need not be repeated from its beginning. The leases are renewed until this
	 * method ends.
	 * @param deliveries one message or more, up to the batch size
	 * @throws Exception if a message could not be handled
	 */
	void handle(List<Delivery<E>> deliveries) throws Exception;

}
