package io.github.redisqueues.redis;

import org.jspecify.annotations.Nullable;

import org.springframework.dao.TransientDataAccessException;

/**
 * Redis could not do what it was asked to, and nothing was changed: it was not reached,
 * is still loading, has become a replica, or is out of memory. The call may simply be
 * made again.
 */
public class RedisNotExecutedException extends TransientDataAccessException {

	private static final long serialVersionUID = 1L;

	public RedisNotExecutedException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
