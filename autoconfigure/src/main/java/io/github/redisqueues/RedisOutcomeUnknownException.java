package io.github.redisqueues;

import org.jspecify.annotations.Nullable;

/**
 * Redis did not answer within the client's command timeout, or the connection broke
 * before it did. The call may have taken effect or not.
 */
public class RedisOutcomeUnknownException extends RedisCallFailedException {

	private static final long serialVersionUID = 1L;

	public RedisOutcomeUnknownException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
