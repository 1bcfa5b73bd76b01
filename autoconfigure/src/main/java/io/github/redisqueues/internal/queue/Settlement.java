package io.github.redisqueues.internal.queue;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Objects;

import io.github.redisqueues.internal.validation.Durations;
import io.github.redisqueues.internal.validation.Texts;
import io.github.redisqueues.queue.Backoff;
import io.github.redisqueues.queue.PayloadException;

/**
 * How a listener settles a message with its next exchange. Immutable.
 *
 * @param delivery the message
 * @param kind what to do with it
 * @param delay time until its next attempt, unless it is done or dead and
 * {@link Kind#UNREADABLE}
 * @param reason reason of the dead letter, for {@link Kind#REJECT} and for the last
 * {@link Kind#RETRY}; cut to 1,000 characters
 */
public record Settlement(RedisDelivery<?> delivery, Kind kind, Duration delay, String reason) {

	/**
	 * Longest reason of one process that is stored, in characters.
	 */
	private static final int MAX_UNREADABLE_LENGTH = 200;

	private static final Duration SHORTEST_UNREADABLE_DELAY = Duration.ofMillis(100);

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
	 * Returns a message that this process cannot read to the queue for its next attempt,
	 * as another process may be able to read it.
	 * @param delivery the message
	 * @param backoff the queue's backoff
	 * @param failure why it cannot be read; kept with the reasons of other processes if
	 * this was its last attempt
	 * @return the settlement
	 */
	public static Settlement unreadable(RedisDelivery<?> delivery, Backoff backoff, PayloadException failure) {
		return new Settlement(delivery, Kind.UNREADABLE, unreadableDelay(backoff, delivery.attempt()),
				unreadableReason(failure));
	}

	/**
	 * Returns the delay before the next attempt of a message that this process cannot
	 * read. Without a delay, this process would be the first to take it again.
	 */
	static Duration unreadableDelay(Backoff backoff, int attempt) {
		Duration delay = backoff.delayAfter(attempt);
		return (delay.compareTo(SHORTEST_UNREADABLE_DELAY) < 0) ? SHORTEST_UNREADABLE_DELAY : delay;
	}

	/**
	 * Returns why this process cannot read a message, with the name of the process.
	 */
	static String unreadableReason(PayloadException failure) {
		return Process.NAME + ": " + Texts.cut(String.valueOf(failure.getMessage()), MAX_UNREADABLE_LENGTH);
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
		return giveBack(delivery, Duration.ZERO);
	}

	/**
	 * Returns a message to the queue without counting an attempt.
	 * @param delivery the message
	 * @param delay time until its next attempt
	 * @return the settlement
	 */
	public static Settlement giveBack(RedisDelivery<?> delivery, Duration delay) {
		return new Settlement(delivery, Kind.GIVE_BACK, delay, "");
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
		 * Does the same, and adds to the reasons why processes cannot read it.
		 */
		UNREADABLE,
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

	/**
	 * This process, found out when it is first needed.
	 */
	private static final class Process {

		static final String NAME = Texts.cut(ManagementFactory.getRuntimeMXBean().getName(), 60);

	}

}
