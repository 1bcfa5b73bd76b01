package io.github.redisqueues.internal.lock.aop;

import org.jspecify.annotations.Nullable;

/**
 * Thrown at startup if a {@link io.github.redisqueues.lock.DistributedLock} is wrong or
 * has no effect.
 */
public class InvalidDistributedLockException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final String description;

	private final String action;

	InvalidDistributedLockException(String description, String action) {
		this(description, action, null);
	}

	InvalidDistributedLockException(String description, String action, @Nullable Throwable cause) {
		super(description + ". " + action, cause);
		this.description = description;
		this.action = action;
	}

	/**
	 * Returns what is wrong, and where.
	 * @return the description, without a full stop
	 */
	public String getDescription() {
		return this.description;
	}

	/**
	 * Returns what to do about it.
	 * @return the action
	 */
	public String getAction() {
		return this.action;
	}

}
