package io.github.redisqueues.listener;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a handler for a message that will never succeed: it becomes a dead letter at
 * once, whatever attempts it has left. The reason of the dead letter is this exception's
 * message, or that of its cause if it has none of its own.
 */
public class DoNotRetry extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Gives the message up.
	 * @param reason why, for whoever looks through the dead letters
	 */
	public DoNotRetry(String reason) {
		super(reason);
	}

	/**
	 * Gives the message up.
	 * @param reason why, for whoever looks through the dead letters; may be null
	 * @param cause what went wrong, may be null
	 */
	public DoNotRetry(@Nullable String reason, @Nullable Throwable cause) {
		super(reason, cause);
	}

	/**
	 * Gives the message up.
	 * @param cause what went wrong
	 */
	public DoNotRetry(Throwable cause) {
		super(cause.getMessage(), cause);
	}

}
