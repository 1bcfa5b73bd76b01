package io.github.redisqueues.listener;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a handler when retrying a message cannot help. The message becomes a dead
 * letter at once, even if it has attempts left. The dead letter's reason is the message
 * of this exception or, if it has none, of its cause.
 */
public class DoNotRetry extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception with a reason.
	 * @param reason the reason, kept with the dead letter
	 */
	public DoNotRetry(String reason) {
		super(reason);
	}

	/**
	 * Creates an exception with a reason and a cause.
	 * @param reason the reason, kept with the dead letter; may be null
	 * @param cause the cause, may be null
	 */
	public DoNotRetry(@Nullable String reason, @Nullable Throwable cause) {
		super(reason, cause);
	}

	/**
	 * Creates an exception whose reason is the message of its cause.
	 * @param cause the cause
	 */
	public DoNotRetry(Throwable cause) {
		super(cause.getMessage(), cause);
	}

}
