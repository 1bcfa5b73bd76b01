package io.github.redisqueues.internal.listener.method;

import org.jspecify.annotations.Nullable;

/**
 * Thrown at startup when a {@link io.github.redisqueues.listener.QueueListener} method or
 * one of its attributes is wrong.
 */
public class InvalidQueueListenerException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final String description;

	private final String action;

	InvalidQueueListenerException(String description, String action) {
		this(description, action, null);
	}

	InvalidQueueListenerException(String description, String action, @Nullable Throwable cause) {
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
	 * Returns how to correct it.
	 * @return the action
	 */
	public String getAction() {
		return this.action;
	}

}
