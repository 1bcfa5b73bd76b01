package io.github.redisqueues;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.TransientDataAccessException;

/**
 * A call to Redis failed. Catch this where it does not matter whether the call took
 * effect; otherwise catch {@link RedisNotExecutedException} (nothing was changed) and
 * {@link RedisOutcomeUnknownException} (it may have taken effect).
 */
public abstract class RedisCallFailedException extends TransientDataAccessException {

	private static final long serialVersionUID = 1L;

	RedisCallFailedException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
