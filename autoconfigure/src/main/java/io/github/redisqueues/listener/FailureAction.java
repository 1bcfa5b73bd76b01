package io.github.redisqueues.listener;

import java.time.Duration;
import java.util.Objects;

/**
 * The action to take for a message whose handler failed. Immutable.
 */
public sealed interface FailureAction {

	/**
	 * Returns the action that delivers the message again after the queue's backoff for
	 * this attempt, or makes it a dead letter if it has no attempt left.
	 * @return the action
	 */
	static FailureAction retry() {
		return Retry.WITH_BACKOFF;
	}

	/**
	 * Returns an action that delivers the message again after a delay, or makes it a dead
	 * letter if it has no attempt left.
	 * @param delay the delay, zero or more, in whole milliseconds
	 * @return the action
	 * @throws IllegalArgumentException if the delay is negative
	 */
	static FailureAction retryAfter(Duration delay) {
		return new RetryAfter(delay);
	}

	/**
	 * Returns an action that makes the message a dead letter.
	 * @param reason the reason, kept with the dead letter; truncated after 1,000
	 * characters
	 * @return the action
	 */
	static FailureAction deadLetter(String reason) {
		return new DeadLetter(reason);
	}

	/**
	 * Returns the action that acknowledges the message despite the failure.
	 * @return the action
	 */
	static FailureAction acknowledge() {
		return Done.ACKNOWLEDGE;
	}

	/**
	 * Retry after the queue's backoff.
	 */
	enum Retry implements FailureAction {

		/**
		 * The only instance.
		 */
		WITH_BACKOFF

	}

	/**
	 * Retry after a delay.
	 *
	 * @param delay the delay
	 */
	record RetryAfter(Duration delay) implements FailureAction {

		public RetryAfter {
			if (delay.isNegative()) {
				throw new IllegalArgumentException("delay must not be negative, but is " + delay);
			}
		}

	}

	/**
	 * Make the message a dead letter.
	 *
	 * @param reason the reason
	 */
	record DeadLetter(String reason) implements FailureAction {

		public DeadLetter {
			Objects.requireNonNull(reason, "reason must not be null");
		}

	}

	/**
	 * Acknowledge the message.
	 */
	enum Done implements FailureAction {

		/**
		 * The only instance.
		 */
		ACKNOWLEDGE

	}

}
