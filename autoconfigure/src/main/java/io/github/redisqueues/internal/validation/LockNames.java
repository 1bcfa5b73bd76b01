package io.github.redisqueues.internal.validation;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Bounds of lock names and keys.
 */
public final class LockNames {

	/** Most characters of a name or key. */
	public static final int LONGEST = 500;

	private LockNames() {
	}

	public static String require(String what, String name) {
		Objects.requireNonNull(name, () -> what + " must not be null");
		if (name.isEmpty() || name.length() > LONGEST) {
			throw new IllegalArgumentException(
					what + " must have 1 to " + LONGEST + " characters, but has " + name.length());
		}
		// Unpaired surrogates would all be encoded as a question mark
		if (name.chars().anyMatch((c) -> Character.isSurrogate((char) c))
				&& !StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
			throw new IllegalArgumentException(what + " must not contain an unpaired surrogate");
		}
		return name;
	}

}
