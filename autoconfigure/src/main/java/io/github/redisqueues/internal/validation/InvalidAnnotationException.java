package io.github.redisqueues.internal.validation;

import org.jspecify.annotations.Nullable;

/**
 * An annotation of this library is used in a way that cannot work. Thrown while the
 * application starts. Carries a description and an action for Spring Boot's failure
 * analysis.
 */
public final class InvalidAnnotationException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final String description;

	private final String action;

	/**
	 * Creates an exception without a cause.
	 * @param description what is wrong and where, without a full stop
	 * @param action what to write instead
	 */
	public InvalidAnnotationException(String description, String action) {
		this(description, action, null);
	}

	/**
	 * Creates an exception.
	 * @param description what is wrong and where, without a full stop
	 * @param action what to write instead
	 * @param cause the cause, null if there is none
	 */
	public InvalidAnnotationException(String description, String action, @Nullable Throwable cause) {
		super(description + ". " + action, cause);
		this.description = description;
		this.action = action;
	}

	/**
	 * Returns what is wrong and where.
	 * @return the description, without a full stop
	 */
	public String getDescription() {
		return this.description;
	}

	/**
	 * Returns what to write instead.
	 * @return the action
	 */
	public String getAction() {
		return this.action;
	}

}
