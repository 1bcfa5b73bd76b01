package io.github.redisqueues;

import org.jspecify.annotations.Nullable;

/**
 * Redis did not execute a call, and nothing was changed. Redis could not be reached, is
 * still loading, has become a replica, is out of memory, or does not permit what the call
 * needs. The call can be repeated.
 */
public class RedisNotExecutedException extends RedisCallFailedException {

	private static final long serialVersionUID = 1L;

	private final boolean refused;

	/**
	 * Creates an exception for a reason that may pass without action.
	 * @param message what was not executed, and why
	 * @param cause the client's exception
	 */
	public RedisNotExecutedException(String message, @Nullable Throwable cause) {
		this(message, cause, false);
	}

	/**
	 * Creates an exception.
	 * @param message what was not executed, and why
	 * @param cause the client's exception
	 * @param refused whether Redis refused the call
	 */
	public RedisNotExecutedException(String message, @Nullable Throwable cause, boolean refused) {
		super(message, cause);
		this.refused = refused;
	}

	/**
	 * Returns whether Redis refused the call, for example because it is out of memory or
	 * the user may not run a command. A retry does not help until that is fixed.
	 * @return true if Redis refused it, false if the reason may pass without action
	 */
	public boolean isRefused() {
		return this.refused;
	}

}
