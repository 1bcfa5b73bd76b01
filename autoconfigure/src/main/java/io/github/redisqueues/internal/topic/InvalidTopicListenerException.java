package io.github.redisqueues.internal.topic;

import io.github.redisqueues.topic.TopicListener;

/**
 * Thrown at startup when a {@link TopicListener} method or its annotation is wrong.
 */
public class InvalidTopicListenerException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final String description;

	private final String action;

	InvalidTopicListenerException(String description, String action) {
		super(description + ". " + action);
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
