package io.github.redisqueues.internal.validation;

/**
 * Checks names and keys of locks.
 */
public final class LockNames {

	/**
	 * The most characters of a name or key.
	 */
	public static final int LONGEST = 500;

	private LockNames() {
	}

	/**
	 * Requires a name or key of 1 to 500 characters.
	 * @param what name of the value
	 * @param name the value
	 * @return the value
	 * @throws InvalidValueException if it is empty or too long, or contains an unpaired
	 * surrogate
	 */
	public static String require(String what, String name) {
		return Texts.requireLength(what, name, 1, LONGEST);
	}

}
