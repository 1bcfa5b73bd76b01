package io.github.redisqueues.internal.listener;

import io.github.redisqueues.internal.observer.CallOutcome;
import io.github.redisqueues.internal.queue.RedisDelivery;
import io.github.redisqueues.internal.queue.Settlement;
import org.jspecify.annotations.Nullable;

/**
 * How the work on a batch of messages ended. If its messages ended differently, the batch
 * has the outcome that is last in {@link CallOutcome}. Used by one thread.
 */
final class ObservedHandling {

	private @Nullable Throwable failure;

	private @Nullable CallOutcome outcome;

	/**
	 * Notes what the handler threw, null if it returned.
	 */
	void failed(@Nullable Throwable failure) {
		this.failure = failure;
	}

	/**
	 * Notes how a message is settled.
	 * @param settlement null if the handler has settled it or will do so
	 */
	void settled(RedisDelivery<?> delivery, @Nullable Settlement settlement) {
		CallOutcome one = (settlement != null) ? outcome(delivery, settlement) : delivery.outcome();
		if (one == null && !delivery.isLeased()) {
			one = CallOutcome.LEASE_LOST;
		}
		if (one != null && (this.outcome == null || one.compareTo(this.outcome) > 0)) {
			this.outcome = one;
		}
	}

	private static CallOutcome outcome(RedisDelivery<?> delivery, Settlement settlement) {
		if (!delivery.isLeased()) {
			return CallOutcome.LEASE_LOST;
		}
		return switch (settlement.kind()) {
			case ACK -> CallOutcome.ACKED;
			case GIVE_BACK -> CallOutcome.RELEASED;
			case REJECT -> CallOutcome.DEAD;
			case RETRY, UNREADABLE ->
				(delivery.attempt() < delivery.maxAttempts()) ? CallOutcome.RETRIED : CallOutcome.DEAD;
		};
	}

	@Nullable CallOutcome outcome() {
		return this.outcome;
	}

	@Nullable Throwable failure() {
		return this.failure;
	}

}
