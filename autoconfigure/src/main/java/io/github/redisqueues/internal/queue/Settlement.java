package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.Objects;

import io.github.redisqueues.internal.validation.Durations;
import io.github.redisqueues.internal.validation.Texts;

/**
 * What is to become of a message that a worker had. Immutable.
 *
 * @param message the message
 * @param fate what becomes of it
 * @param delay how long until its next attempt, for {@link Fate#RETRY}
 * @param reason why it is given up, for {@link Fate#REJECT}, and for {@link Fate#RETRY}
 * if that was its last attempt
 */
public record Settlement(LeasedMessage<?> message, Fate fate, Duration delay, String reason) {

	static final int MAX_REASON_LENGTH = 1_000;

	public Settlement {
		Objects.requireNonNull(message, "message must not be null");
		Objects.requireNonNull(fate, "fate must not be null");
		Durations.requireNotNegative("delay", delay);
		Objects.requireNonNull(reason, "reason must not be null");
		reason = Texts.cut(reason, MAX_REASON_LENGTH);
	}

	/**
	 * What can become of a message.
	 */
	public enum Fate {

		/**
		 * It is done, and gone from Redis.
		 */
		ACKNOWLEDGE,

		/**
		 * It is handed back and delivered again, if it has an attempt left; otherwise it
		 * becomes a dead letter.
		 */
		RETRY,

		/**
		 * It becomes a dead letter.
		 */
		REJECT,

		/**
		 * It goes back as if it had not been delivered: its attempt does not count. A
		 * time to live has ended with the delivery, though.
		 */
		GIVE_BACK

	}

}
