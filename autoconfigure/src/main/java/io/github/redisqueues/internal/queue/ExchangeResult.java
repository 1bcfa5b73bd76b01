package io.github.redisqueues.internal.queue;

import java.util.List;

import io.github.redisqueues.internal.wait.PollResult;

/**
 * The result of an exchange. Immutable.
 *
 * @param <E> type of the payloads
 * @param taken the messages that were taken, and when to take more
 * @param late the settlements that changed nothing because the lease had ended
 */
public record ExchangeResult<E>(PollResult<RedisDelivery<E>> taken, List<Settlement> late) {

	/**
	 * Returns the messages that were taken.
	 * @return the messages in the queue's order
	 */
	public List<RedisDelivery<E>> deliveries() {
		return this.taken.items();
	}

}
