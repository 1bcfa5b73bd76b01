package io.github.redisqueues.listener;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a handler that cannot handle a message yet. The message is delivered again
 * after the given delay instead of the queue's backoff. This counts as an attempt: after
 * the last one the message becomes a dead letter.
 */
public class RetryLater extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final Duration delay;

	/**
	 * Creates an exception with a delay.
	 * @param delay the delay before the next attempt, zero or more, in whole milliseconds
	 * @throws IllegalArgumentException if the delay is negative
	 */
	public RetryLater(Duration delay) {
		this(delay, null, null);
	}

	/**
	 * Creates an exception with a delay, a message and a cause.
	 * @param delay the delay before the next attempt, zero or more, in whole milliseconds
	 * @param message why the message cannot be handled yet, may be null
	 * @param cause the cause, may be null
	 * @throws IllegalArgumentException if the delay is negative
	 */
	public RetryLater(Duration delay, @Nullable String message, @Nullable Throwable cause) {
		super((message != null) ? message : "retry after " + delay, cause);
		if (delay.isNegative()) {
			throw new IllegalArgumentException("delay must not be negative, but is " + delay);
		}
		this.delay = delay;
	}

	/**
	 * Returns the delay before the next attempt.
	 * @return the delay, zero or more
	 */
	public Duration delay() {
		return this.delay;
	}

}
