package io.github.redisqueues.listener;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a handler that cannot work on a message yet: it is delivered again after the
 * given time instead of the queue's backoff. Counts as an attempt, so after the last one
 * the message becomes a dead letter.
 */
public class RetryLater extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final Duration delay;

	/**
	 * Asks for another attempt.
	 * @param delay how long from now, zero or more, counted in whole milliseconds
	 * @throws IllegalArgumentException if it is negative
	 */
	public RetryLater(Duration delay) {
		this(delay, null, null);
	}

	/**
	 * Asks for another attempt.
	 * @param delay how long from now, zero or more, counted in whole milliseconds
	 * @param message why, may be null
	 * @param cause what went wrong, may be null
	 * @throws IllegalArgumentException if the delay is negative
	 */
	public RetryLater(Duration delay, @Nullable String message, @Nullable Throwable cause) {
		super((message != null) ? message : "to be tried again after " + delay, cause);
		if (delay.isNegative()) {
			throw new IllegalArgumentException("delay must not be negative, but is " + delay);
		}
		this.delay = delay;
	}

	/**
	 * Returns how long to wait.
	 * @return zero or more
	 */
	public Duration delay() {
		return this.delay;
	}

}
