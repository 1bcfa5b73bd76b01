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
	 * throws a {@link BatchFailure}, the messages that it names have failed, and the
	 * {@link ErrorHandler} decides what happens next to each of them. When it throws
	 * anything else, it is called again at once with each message that was not settled,
	 * one by one and within the same attempt, so that only those fail whose own call
	 * throws. A message that was settled through its delivery stays settled. The leases
	 * are renewed until this method ends.
	 * @param deliveries one message or more, up to the batch size
	 * @throws Exception if a message could not be handled
	 */
	void handle(List<Delivery<E>> deliveries) throws Exception;

}
