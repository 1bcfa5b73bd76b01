package io.github.redisqueues.listener;

import java.util.List;

import io.github.redisqueues.queue.Delivery;

/**
 * Works on several messages at a time. Called by as many threads at once as the container
 * has workers.
 *
 * @param <E> type of the payloads
 */
@FunctionalInterface
public interface BatchHandler<E> {

	/**
	 * Works on messages. When this returns, all of them are acknowledged, unless the
	 * listener acknowledges {@link Acknowledgement#MANUAL by itself}; when it throws, the
	 * {@link ErrorHandler} decides for each. What was settled through a delivery stays
	 * settled, so a batch that fails in its middle need not be repeated from its
	 * beginning. The leases are renewed meanwhile.
	 * @param deliveries one message or more, up to the batch size
	 * @throws Exception if the messages could not be worked on
	 */
	void handle(List<Delivery<E>> deliveries) throws Exception;

}
