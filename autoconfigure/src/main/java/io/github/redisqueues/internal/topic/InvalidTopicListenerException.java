package io.github.redisqueues.internal.topic;

import io.github.redisqueues.topic.TopicListener;

/**
 * A {@link TopicListener} that could never hear anything; found when the application
 * starts.
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
