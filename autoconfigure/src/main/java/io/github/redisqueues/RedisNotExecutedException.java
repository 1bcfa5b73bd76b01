package io.github.redisqueues;

import org.jspecify.annotations.Nullable;

/**
 * Redis could not do what it was asked to, and nothing was changed: it was not reached,
 * is still loading, has become a replica, or is out of memory. The call may simply be
 * made again.
 */
public class RedisNotExecutedException extends RedisCallFailedException {

	private static final long serialVersionUID = 1L;

	private final boolean refused;

	public RedisNotExecutedException(String message, @Nullable Throwable cause) {
		this(message, cause, false);
	}

	public RedisNotExecutedException(String message, @Nullable Throwable cause, boolean refused) {
		super(message, cause);
		this.refused = refused;
	}

	/**
	 * Whether Redis was reached and said no, as it does when it is out of memory or does
	 * not allow a command: trying again would not help until somebody has done something
	 * about it.
	 * @return whether it refused
	 */
	public boolean isRefused() {
		return this.refused;
	}

}
