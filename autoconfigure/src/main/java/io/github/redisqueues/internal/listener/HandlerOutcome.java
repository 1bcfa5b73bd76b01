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

	/**
	 * Returns the outcome of a call that failed. A {@link BatchFailure} that does not
	 * name messages of the batch is a mistake of the handler, which the failure tells.
	 */
	static HandlerOutcome failed(String listener, Throwable thrown, List<? extends RedisDelivery<?>> batch,
			@Nullable Duration exceeded, boolean wasStopped) {
		Throwable failure = thrown;
		for (Throwable cause : FailureText.causes(thrown)) {
			if (cause instanceof BatchFailure named) {
				String mistake = mistake(named, batch);
				if (mistake == null) {
					return new HandlerOutcome(thrown, named, exceeded, wasStopped);
				}
				failure = new IllegalArgumentException(listener + " threw a BatchFailure that " + mistake, thrown);
			}
		}
		return new HandlerOutcome(limited(failure, exceeded), null, exceeded, wasStopped);
	}

	private static @Nullable String mistake(BatchFailure failure, List<? extends RedisDelivery<?>> batch) {
		if (failure.isEmpty()) {
			return "names no message. Add those that failed, and end with throwIfAny()";
		}
		for (int index : failure.byIndex().keySet()) {
			if (index >= batch.size()) {
				return "names index " + index + " of a batch of " + batch.size();
			}
		}
		for (String id : failure.byId().keySet()) {
			if (batch.stream().noneMatch((delivery) -> delivery.id().equals(id))) {
				return "names message '" + id + "', which is not in the batch";
			}
		}
		return null;
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
