package io.github.redisqueues.internal.validation;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The bounds within which texts can be handed to Redis as UTF-8 and come back as they
 * were. Half a surrogate pair would come back as a question mark, and two ids might
 * become one.
 */
public final class Texts {

	private Texts() {
	}

	public static String requireLength(String what, String text, int min, int max) {
		Objects.requireNonNull(text, () -> what + " must not be null");
		if (text.length() < min || text.length() > max) {
			throw new IllegalArgumentException(
					what + " must have " + min + " to " + max + " characters, but has " + text.length());
		}
		if (!isWhole(text)) {
			throw new IllegalArgumentException(what + " must be text, but has half of a surrogate pair in it");
		}
		return text;
	}

	/**
	 * The beginning of a text, without half of a surrogate pair at its end.
	 */
	public static String cut(String text, int max) {
		if (text.length() <= max) {
			return text;
		}
		return text.substring(0, Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max);
	}

	public static boolean isWhole(String text) {
		return StandardCharsets.UTF_8.newEncoder().canEncode(text);
	}

}
