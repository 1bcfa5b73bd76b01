package io.github.redisqueues.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.internal.queue.ConsumableQueue;
import io.github.redisqueues.internal.queue.RedisDelivery;
import io.github.redisqueues.internal.queue.Settlement;
import io.github.redisqueues.queue.MessageState;

/**
 * Takes a certain message of a queue under a lease, and leaves all others as they were.
 *
 * @param <E> type of the payloads
 * @param queue the queue
 */
record MessageTaker<E>(ConsumableQueue<E> queue) {

	/**
	 * Takes a message for a certain attempt. The attempts before it have failed.
	 * @throws IllegalStateException if the queue does not deliver the message, which is
	 * then removed
	 */
	RedisDelivery<E> take(String id, int attempt) {
		RedisDelivery<E> delivery = take(id);
		while (delivery.attempt() < attempt) {
			this.queue.exchange(List.of(Settlement.retry(delivery, Duration.ZERO, "earlier attempt of a test")), 0,
					null);
			delivery = take(id);
		}
		return delivery;
	}

	private RedisDelivery<E> take(String id) {
		List<Settlement> others = new ArrayList<>();
		try {
			List<RedisDelivery<E>> taken;
			do {
				taken = this.queue.exchange(List.of(), ConsumableQueue.MAX_EXCHANGE_SIZE, null).deliveries();
				RedisDelivery<E> found = null;
				for (RedisDelivery<E> delivery : taken) {
					if (delivery.id().equals(id)) {
						found = delivery;
					}
					else {
						others.add(Settlement.giveBack(delivery));
					}
				}
				if (found != null) {
					return found;
				}
			}
			while (!taken.isEmpty());
		}
		finally {
			giveBack(others);
		}
		throw notDelivered(id);
	}

	/**
	 * Gives messages back, the last ones first: the queue puts each of them before all
	 * others.
	 */
	private void giveBack(List<Settlement> settlements) {
		for (int end = settlements.size(); end > 0; end -= ConsumableQueue.MAX_EXCHANGE_SIZE) {
			this.queue.exchange(settlements.subList(Math.max(0, end - ConsumableQueue.MAX_EXCHANGE_SIZE), end), 0,
					null);
		}
	}

	private IllegalStateException notDelivered(String id) {
		MessageState state = this.queue.find(id).map((message) -> message.state()).orElse(null);
		this.queue.cancel(id);
		String reason = "its rate or the number of its messages in flight is limited";
		if (this.queue.isPaused()) {
			reason = "it is paused";
		}
		else if (state == MessageState.WAITING) {
			reason = "an earlier message of the same group comes first; deliver that one, or call drain or clear before";
		}
		return new IllegalStateException(
				"Queue '" + this.queue.name() + "' does not deliver the message now: " + reason + ". It was removed.");
	}

}
