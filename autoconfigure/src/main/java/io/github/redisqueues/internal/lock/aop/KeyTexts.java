package io.github.redisqueues.internal.lock.aop;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ObjectUtils;

/**
 * Converts values of expressions into keys.
 */
final class KeyTexts {

	private static final ClassValue<Boolean> HAS_TEXT = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> type) {
			try {
				return type.getMethod("toString").getDeclaringClass() != Object.class;
			}
			catch (NoSuchMethodException ex) {
				return false;
			}
		}

	};

	private KeyTexts() {
	}

	static void add(@Nullable Object value, List<String> keys) throws NoKeyException {
		if (value instanceof String text) {
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
		else if (value instanceof Map || !HAS_TEXT.get(value.getClass())) {
			// An identity's text never excludes anybody, and that of a map not always
			throw new NoKeyException("is a " + value.getClass().getName()
					+ ", which has no text that is the same for equal values. Use the property that identifies it");
		}
		else {
			addText(String.valueOf(value), keys);
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
