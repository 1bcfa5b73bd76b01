package io.github.redisqueues.internal.validation;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Checks texts that are stored in Redis as UTF-8 and must come back unchanged. An
 * unpaired surrogate would come back as a question mark, so that two ids could become
 * one.
 */
public final class Texts {

	/**
	 * Maximum length of the name of a queue, topic, schedule or namespace, in characters.
	 */
	public static final int LONGEST_NAME = 200;

	private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9._:-]{1," + LONGEST_NAME + "}");

	private static final Pattern CONTROL_CHARACTER = Pattern.compile("\\p{Cntrl}");

	private Texts() {
	}

	/**
	 * Requires a text of a certain length without unpaired surrogates.
	 * @param name name of the value
	 * @param text the value
	 * @param min minimum length in characters
	 * @param max maximum length in characters
	 * @return the value
	 * @throws InvalidValueException if it is too short or too long, or contains an
	 * unpaired surrogate
	 */
	public static String requireLength(String name, String text, int min, int max) {
		Objects.requireNonNull(text, () -> name + " must not be null");
		if (text.length() < min || text.length() > max) {
			throw InvalidValueException.ofLength(name, "must have " + min + " to " + max + " characters", text);
		}
		if (!isWhole(text)) {
			throw new InvalidValueException(name, "must not contain an unpaired surrogate");
		}
		return text;
	}

	/**
	 * Requires the name of a queue, topic or schedule: 1 to 200 characters, not blank, no
	 * control characters.
	 * @param name name of the value
	 * @param text the value
	 * @return the value
	 * @throws InvalidValueException if it is no such name
	 */
	public static String requireName(String name, String text) {
		requireLength(name, text, 1, LONGEST_NAME);
		if (text.isBlank()) {
			throw new InvalidValueException(name, "must not be blank");
		}
		if (CONTROL_CHARACTER.matcher(text).find()) {
			throw new InvalidValueException(name, "must contain no control characters");
		}
		return text;
	}

	/**
	 * Requires a namespace: 1 to 200 letters, digits, '.', '_', ':' and '-'.
	 * @param name name of the value
	 * @param text the value
	 * @return the value
	 * @throws InvalidValueException if it is no such namespace
	 */
	public static String requireNamespace(String name, String text) {
		Objects.requireNonNull(text, () -> name + " must not be null");
		if (!NAMESPACE.matcher(text).matches()) {
			throw new InvalidValueException(name,
					"must be 1 to " + LONGEST_NAME + " letters, digits, '.', '_', ':' and '-'", "'" + text + "'");
		}
		return text;
	}

	/**
	 * Returns the beginning of a text, without half of a surrogate pair at its end.
	 * @param text the text
	 * @param max maximum length in characters
	 * @return the text, or its beginning if it is longer
	 */
	public static String cut(String text, int max) {
		if (text.length() <= max) {
			return text;
		}
		return text.substring(0, Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max);
	}

	/**
	 * Returns whether a text contains no unpaired surrogate.
	 * @param text the text
	 * @return whether it can be written as UTF-8 and read back unchanged
	 */
	public static boolean isWhole(String text) {
		return StandardCharsets.UTF_8.newEncoder().canEncode(text);
	}

}
