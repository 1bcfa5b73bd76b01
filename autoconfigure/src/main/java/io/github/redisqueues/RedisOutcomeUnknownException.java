package io.github.redisqueues;

import org.jspecify.annotations.Nullable;

/**
 * Redis did not answer within the client's command timeout, the connection broke before
 * the answer arrived, or Redis reported an error after the call had begun to change
 * something. The call may have taken effect.
 */
public class RedisOutcomeUnknownException extends RedisCallFailedException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message what was not answered, and why
	 * @param cause the client's exception
	 */
	public RedisOutcomeUnknownException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
