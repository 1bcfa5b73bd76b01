package io.github.redisqueues.internal.lock.aop;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.EnumSet;
import java.util.GregorianCalendar;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * Tells whether the text of a value is the same for equal values in all processes.
 */
final class ValueTexts {

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

	/** Such as {@code [Ljava.lang.String;@299fc582}. */
	private static final Pattern ARRAY = Pattern.compile("\\[+(?:[BCDFIJSZ]|L[^;@\\s]+;)@[0-9a-f]{1,8}\\b");

	/** Such as {@code com.acme.Order@299fc582}. */
	private static final Pattern IDENTITY = Pattern
		.compile("(?<![\\w.$@])(?:[\\p{L}_$][\\w$]*\\.)+\\p{Lu}[\\w$]*(?:/\\w+)?@[0-9a-f]{5,8}(?![\\w.-])");

	/** Such as {@code Sat Nov 28 12:00:00 CET 2026}, which depends on the time zone. */
	private static final Pattern DATE = Pattern
		.compile("\\b[A-Z][a-z]{2} [A-Z][a-z]{2} \\d\\d \\d\\d:\\d\\d:\\d\\d \\S{1,9} \\d{4}\\b");

	private static final String CALENDAR = GregorianCalendar.class.getName();

	private ValueTexts() {
	}

	/**
	 * Returns the class of the object that has no text by value.
	 * @param value the value
	 * @param text its text
	 * @return the name of the class, the value's or that of an object inside it; null if
	 * the text may be used
	 */
	static @Nullable String withoutText(@Nullable Object value, String text) {
		String found = (value != null && !(value instanceof String)) ? inside(value, text) : null;
		if (found == null && ARRAY.matcher(text).find()) {
			return "array";
		}
		return found;
	}

	private static @Nullable String inside(Object value, String text) {
		if (value.getClass().isArray()) {
			return "array";
		}
		if (value instanceof Map || isUnordered(value) || dependsOnZone(value) || !HAS_TEXT.get(value.getClass())) {
			return value.getClass().getName();
		}
		if (value instanceof Optional<?> optional) {
			return first(optional.stream().toList());
		}
		if (value instanceof Collection<?> elements) {
			return first(elements);
		}
		if (value instanceof Record composite) {
			@Nullable Object @Nullable [] components = components(composite, text);
			return (components != null) ? first(Arrays.asList(components)) : byPattern(text);
		}
		return byPattern(text);
	}

	private static boolean dependsOnZone(Object value) {
		return value instanceof Date || value instanceof Calendar;
	}

	private static boolean isUnordered(Object value) {
		return value instanceof Set && !(value instanceof SortedSet) && !(value instanceof EnumSet);
	}

	private static @Nullable String first(Collection<? extends @Nullable Object> values) {
		for (Object value : values) {
			String found = withoutText(value, String.valueOf(value));
			if (found != null) {
				return found;
			}
		}
		return null;
	}

	/**
	 * Returns the components of a record whose text consists of theirs, null if it has a
	 * text of its own.
	 */
	private static @Nullable Object @Nullable [] components(Record composite, String text) {
		RecordComponent[] components = composite.getClass().getRecordComponents();
		@Nullable Object[] values = new Object[components.length];
		try {
			for (int i = 0; i < values.length; i++) {
				Method accessor = components[i].getAccessor();
				ReflectionUtils.makeAccessible(accessor);
				values[i] = ReflectionUtils.invokeMethod(accessor, composite);
			}
		}
		catch (RuntimeException ex) {
			// The accessor cannot be called, or throws
			return null;
		}
		String generated = IntStream.range(0, values.length)
			.mapToObj((i) -> components[i].getName() + '=' + values[i])
			.collect(Collectors.joining(", ", composite.getClass().getSimpleName() + '[', "]"));
		return text.equals(generated) ? values : null;
	}

	private static @Nullable String byPattern(String text) {
		if (DATE.matcher(text).find()) {
			return Date.class.getName();
		}
		if (text.contains(CALENDAR + "[time=")) {
			return CALENDAR;
		}
		var found = IDENTITY.matcher(text);
		return found.find() ? found.group().substring(0, found.group().indexOf('@')) : null;
	}

}
