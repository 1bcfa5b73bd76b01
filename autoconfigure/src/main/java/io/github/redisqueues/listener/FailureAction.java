package io.github.redisqueues.listener;

import java.time.Duration;
import java.util.Objects;

/**
 * What becomes of a message whose handler failed. Immutable.
 */
public sealed interface FailureAction {

	/**
	 * Has the message delivered again after the queue's backoff for this attempt, or
	 * makes it a dead letter if it has none left.
	 * @return the action
	 */
	static FailureAction retry() {
		return Retry.WITH_BACKOFF;
	}

	/**
	 * Has the message delivered again after a while, or makes it a dead letter if it has
	 * no attempt left.
	 * @param delay how long, zero or more, counted in whole milliseconds
	 * @return the action
	 */
	static FailureAction retryAfter(Duration delay) {
		return new RetryAfter(delay);
	}

	/**
	 * Makes the message a dead letter.
	 * @param reason why, for whoever looks through the dead letters; cut off after 1,000
	 * characters
	 * @return the action
	 */
	static FailureAction deadLetter(String reason) {
		return new DeadLetter(reason);
	}

	/**
	 * Takes the message for done.
	 * @return the action
	 */
	static FailureAction acknowledge() {
		return Done.ACKNOWLEDGE;
	}

	/**
	 * Another attempt after the queue's backoff.
	 */
	enum Retry implements FailureAction {

		/**
		 * The one instance.
		 */
		WITH_BACKOFF

	}

	/**
	 * Another attempt after a while.
	 *
	 * @param delay how long
	 */
	record RetryAfter(Duration delay) implements FailureAction {

		public RetryAfter {
			if (delay.isNegative()) {
				throw new IllegalArgumentException("delay must not be negative, but is " + delay);
			}
		}

	}

	/**
	 * No other attempt.
	 *
	 * @param reason why
	 */
	record DeadLetter(String reason) implements FailureAction {

		public DeadLetter {
			Objects.requireNonNull(reason, "reason must not be null");
		}

	}

	/**
	 * Nothing more to do.
	 */
	enum Done implements FailureAction {

		/**
		 * The one instance.
		 */
		ACKNOWLEDGE

	}

}
