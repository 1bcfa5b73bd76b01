package io.github.redisqueues.internal.lock.aop;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ObjectUtils;

/**
 * Converts values of expressions into keys.
 */
final class KeyTexts {

	private KeyTexts() {
	}

	static void add(@Nullable Object value, List<String> keys) throws NoKeyException {
		if (value instanceof String text) {
			if (ValueTexts.withoutText(text, text) != null) {
				throw new NoKeyException(
						"has the text of an array, which differs for equal arrays. Use the array itself, or its elements");
			}
			addText(text, keys);
		}
		else if (value instanceof Collection<?> elements) {
			for (Object element : elements) {
				add(element, keys);
			}
		}
		else if (value instanceof Optional<?> optional) {
			add(optional.orElse(null), keys);
		}
		else if (value == null) {
			throw new NoKeyException("is null");
		}
		else if (value.getClass().isArray()) {
			for (Object element : ObjectUtils.toObjectArray(value)) {
				add(element, keys);
			}
		}
		else {
			String text = String.valueOf(value);
			String without = ValueTexts.withoutText(value, text);
			if (without != null) {
				// A key that differs for equal values excludes nobody
				throw new NoKeyException("is a " + value.getClass().getName()
						+ (without.equals(value.getClass().getName()) ? ""
								: " with " + (without.equals("array") ? "an " : "a ") + without + " inside")
						+ ", which has no text that is the same for equal values. Use the property that identifies it");
			}
			addText(text, keys);
		}
	}

	private static void addText(String text, List<String> keys) throws NoKeyException {
		if (text.isEmpty()) {
			throw new NoKeyException("is empty");
		}
		keys.add(text);
	}

	/**
	 * A value cannot be a key.
	 */
	static final class NoKeyException extends Exception {

		private static final long serialVersionUID = 1L;

		NoKeyException(String message) {
			super(message, null, false, false);
		}

	}

}
