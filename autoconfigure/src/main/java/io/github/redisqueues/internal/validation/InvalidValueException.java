package io.github.redisqueues.internal.validation;

import org.jspecify.annotations.Nullable;

/**
 * A value that a caller passed is out of range. Carries the name of the value and the
 * requirement that it violates separately, so that a reader of configuration properties
 * can name the property. The message alone is enough for users of the Java API.
 */
public final class InvalidValueException extends IllegalArgumentException {

	private final String name;

	private final String requirement;

	private final transient @Nullable Object value;

	/**
	 * Creates an exception whose message does not show the value.
	 * @param name name of the value, as in Java, for example {@code leaseTime}
	 * @param requirement what the value must be, for example {@code must not be blank}
	 */
	public InvalidValueException(String name, String requirement) {
		this(name, requirement, null, "");
	}

	/**
	 * Creates an exception whose message shows the value.
	 * @param name name of the value, as in Java, for example {@code leaseTime}
	 * @param requirement what the value must be, for example {@code must be 1 or more}
	 * @param value the value
	 */
	public InvalidValueException(String name, String requirement, @Nullable Object value) {
		this(name, requirement, value, ", but is " + value);
	}

	private InvalidValueException(String name, String requirement, @Nullable Object value, String actual) {
		super(name + " " + requirement + actual);
		this.name = name;
		this.requirement = requirement;
		this.value = value;
	}

	/**
	 * Returns an exception whose message shows only the length of the text.
	 * @param name name of the value
	 * @param requirement how long the text must be
	 * @param text the text
	 * @return the exception
	 */
	static InvalidValueException ofLength(String name, String requirement, String text) {
		return new InvalidValueException(name, requirement, text, ", but has " + text.length());
	}

	/**
	 * Returns the name of the value, as in Java.
	 * @return the name, for example {@code leaseTime}
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Returns the requirement that the value violates.
	 * @return the requirement, beginning with "must"
	 */
	public String requirement() {
		return this.requirement;
	}

	/**
	 * Returns the value.
	 * @return the value, null if it is not known
	 */
	public @Nullable Object value() {
		return this.value;
	}

}
