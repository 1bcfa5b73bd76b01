package io.github.redisqueues.internal.listener.method;

import org.jspecify.annotations.Nullable;

/**
 * A {@link io.github.redisqueues.listener.QueueListener} that cannot be what it says;
 * found when the application starts.
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
	 * What is wrong, and where.
	 * @return the description, without a full stop
	 */
	public String getDescription() {
		return this.description;
	}

	/**
	 * What to do about it.
	 * @return the action
	 */
	public String getAction() {
		return this.action;
	}

}
