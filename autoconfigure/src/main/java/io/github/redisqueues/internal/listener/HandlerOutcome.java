package io.github.redisqueues.internal.listener;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.github.redisqueues.internal.queue.RedisDelivery;
import io.github.redisqueues.listener.BatchFailure;
import io.github.redisqueues.listener.TimeLimitExceeded;
import org.jspecify.annotations.Nullable;

/**
 * How a call of the handler ended.
 *
 * @param failure what the handler threw, null if it returned
 * @param named the failure if it names the messages that failed
 * @param exceeded the time limit if the handler exceeded it
 * @param wasStopped whether the handler was interrupted because the container stops
 */
record HandlerOutcome(@Nullable Throwable failure, @Nullable BatchFailure named, @Nullable Duration exceeded,
		boolean wasStopped) {

	static final HandlerOutcome SUCCESS = new HandlerOutcome(null, null, null, false);

	static HandlerOutcome failed(Throwable thrown, List<? extends RedisDelivery<?>> batch, @Nullable Duration exceeded,
			boolean wasStopped) {
		for (Throwable cause : FailureText.causes(thrown)) {
			if (cause instanceof BatchFailure failure && isOf(failure, batch)) {
				return new HandlerOutcome(thrown, failure, exceeded, wasStopped);
			}
		}
		return new HandlerOutcome(limited(thrown, exceeded), null, exceeded, wasStopped);
	}

	/**
	 * Returns whether a failure names messages, and only those of the batch.
	 */
	private static boolean isOf(BatchFailure failure, List<? extends RedisDelivery<?>> batch) {
		return !failure.isEmpty()
				&& failure.byIndex().keySet().stream().allMatch((index) -> index >= 0 && index < batch.size())
				&& failure.byId()
					.keySet()
					.stream()
					.allMatch((id) -> batch.stream().anyMatch((delivery) -> delivery.id().equals(id)));
	}

	private static Throwable limited(Throwable failure, @Nullable Duration exceeded) {
		return (exceeded != null) ? new TimeLimitExceeded(exceeded, failure) : failure;
	}

	/**
	 * Returns whether any of several messages may have failed. Those that the handler has
	 * settled have not; one that was cancelled may be the reason for the failure.
	 */
	boolean isOfAnyMessage(List<? extends RedisDelivery<?>> batch) {
		if (this.failure == null || this.named != null || this.wasStopped || batch.size() == 1) {
			return false;
		}
		long cancelled = batch.stream().filter(RedisDelivery::isCancelled).count();
		long settled = batch.stream().filter((delivery) -> delivery.isSettled() && !delivery.isCancelled()).count();
		return batch.size() - settled > 1 && cancelled + settled < batch.size();
	}

	/**
	 * Returns why a message failed.
	 * @param index the message's index in the batch
	 * @param delivery the message
	 * @return null if it did not fail
	 */
	@Nullable Throwable failureOf(int index, RedisDelivery<?> delivery) {
		BatchFailure named = this.named;
		if (named == null) {
			return this.failure;
		}
		return Optional.ofNullable(named.byIndex().get(index))
			.or(() -> Optional.ofNullable(named.byId().get(delivery.id())))
			.map((failure) -> limited(failure, this.exceeded))
			.orElse(null);
	}

}
