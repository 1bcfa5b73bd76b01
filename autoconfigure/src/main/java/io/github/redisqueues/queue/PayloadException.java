package io.github.redisqueues.queue;

import org.jspecify.annotations.Nullable;

/**
 * A payload could not be turned into bytes, or bytes not into a payload. The message
 * never quotes the payload itself.
 */
public class PayloadException extends IllegalArgumentException {

	private static final long serialVersionUID = 1L;

	public PayloadException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
