package io.github.redisqueues.queue;

import org.jspecify.annotations.Nullable;

/**
 * A payload could not be converted to bytes, or bytes to a payload. The exception's
 * message never quotes the payload.
 */
public class PayloadException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	public PayloadException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
