package io.github.redisqueues.lock;

import java.util.Objects;

/**
 * The bounds of names and keys.
 */
final class LockNames {

	private static final int LONGEST = 500;

	private LockNames() {
	}

	static String require(String what, String name) {
		Objects.requireNonNull(name, () -> what + " must not be null");
		if (name.isEmpty() || name.length() > LONGEST) {
			throw new IllegalArgumentException(
					what + " must have 1 to " + LONGEST + " characters, but has " + name.length());
		}
		for (int i = 0; i < name.length(); i++) {
			if (Character.isSurrogate(name.charAt(i)) && !Character.isValidCodePoint(name.codePointAt(i))) {
				throw new IllegalArgumentException(what + " must be valid Unicode");
			}
		}
		return name;
	}

}
