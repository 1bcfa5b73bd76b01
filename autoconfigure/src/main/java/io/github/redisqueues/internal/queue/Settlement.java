package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.Objects;

import io.github.redisqueues.internal.validation.Durations;
import io.github.redisqueues.internal.validation.Texts;

/**
 * How a listener settles a message with its next exchange. Immutable.
 *
 * @param delivery the message
 * @param kind what to do with it
 * @param delay time until its next attempt, for {@link Kind#RETRY}
 * @param reason reason of the dead letter, for {@link Kind#REJECT} and for the last
 * {@link Kind#RETRY}; cut to 1,000 characters
 */
public record Settlement(RedisDelivery<?> delivery, Kind kind, Duration delay, String reason) {

	public Settlement {
		Objects.requireNonNull(delivery, "delivery must not be null");
		Objects.requireNonNull(kind, "kind must not be null");
		Durations.requireNotNegative("delay", delay);
		Objects.requireNonNull(reason, "reason must not be null");
		reason = Texts.cut(reason, RedisDelivery.MAX_REASON_LENGTH);
	}

	/**
	 * Acknowledges a message.
	 * @param delivery the message
	 * @return the settlement
	 */
	public static Settlement ack(RedisDelivery<?> delivery) {
		return new Settlement(delivery, Kind.ACK, Duration.ZERO, "");
	}

	/**
	 * Returns a failed message to the queue for its next attempt.
	 * @param delivery the message
	 * @param delay time until the next attempt
	 * @param reason why it failed; kept if this was its last attempt
	 * @return the settlement
	 */
	public static Settlement retry(RedisDelivery<?> delivery, Duration delay, String reason) {
		return new Settlement(delivery, Kind.RETRY, delay, reason);
	}

	/**
	 * Makes a message a dead letter.
	 * @param delivery the message
	 * @param reason why
	 * @return the settlement
	 */
	public static Settlement reject(RedisDelivery<?> delivery, String reason) {
		return new Settlement(delivery, Kind.REJECT, Duration.ZERO, reason);
	}

	/**
	 * Returns a message to the queue without counting an attempt.
	 * @param delivery the message
	 * @return the settlement
	 */
	public static Settlement giveBack(RedisDelivery<?> delivery) {
		return new Settlement(delivery, Kind.GIVE_BACK, Duration.ZERO, "");
	}

	/**
	 * The ways to settle a message.
	 */
	public enum Kind {

		/**
		 * Removes it.
		 */
		ACK,
		/**
		 * Returns it to the queue, or makes it a dead letter after its last attempt.
		 */
		RETRY,
		/**
		 * Makes it a dead letter.
		 */
		REJECT,
		/**
		 * Returns it to the queue without counting an attempt. Its time to live does not
		 * start again.
		 */
		GIVE_BACK

	}

}
