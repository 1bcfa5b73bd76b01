package io.github.redisqueues.internal.lock.aop;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.EnumSet;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicReference;
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
		if (isUnordered(value) || dependsOnZone(value) || isAddress(value) || !HAS_TEXT.get(value.getClass())) {
			return value.getClass().getName();
		}
		List<? extends @Nullable Object> parts = parts(value);
		if (value instanceof Record composite && !text.equals(generated(composite, parts))) {
			String found = byPattern(text);
			return (found != null) ? found : unorderedIn(parts);
		}
		return (parts != null) ? first(parts) : byPattern(text);
	}

	/**
	 * Returns what the text of a value consists of, null if that is not known.
	 */
	private static @Nullable List<? extends @Nullable Object> parts(Object value) {
		if (value instanceof Optional<?> optional) {
			return optional.stream().toList();
		}
		if (value instanceof Collection<?> elements) {
			return new ArrayList<>(elements);
		}
		if (value instanceof Map.Entry<?, ?> entry) {
			return Arrays.asList(entry.getKey(), entry.getValue());
		}
		if (value instanceof AtomicReference<?> reference) {
			return Collections.singletonList(reference.get());
		}
		return (value instanceof Record composite) ? components(composite) : null;
	}

	/**
	 * Returns the class of a set or map that a text may be made of, in whatever way.
	 */
	private static @Nullable String unorderedIn(@Nullable List<? extends @Nullable Object> parts) {
		for (Object part : (parts != null) ? parts : List.of()) {
			String found = null;
			if (part != null) {
				found = isUnordered(part) ? part.getClass().getName() : unorderedIn(parts(part));
			}
			if (found != null) {
				return found;
			}
		}
		return null;
	}

	/**
	 * Tells whether a value is an address, whose text has the host's name only once it
	 * was looked up.
	 */
	private static boolean isAddress(Object value) {
		return value instanceof InetAddress || value instanceof InetSocketAddress;
	}

	private static boolean dependsOnZone(Object value) {
		return value instanceof Date || value instanceof Calendar;
	}

	private static boolean isUnordered(Object value) {
		return value instanceof Map
				|| (value instanceof Set && !(value instanceof SortedSet) && !(value instanceof EnumSet));
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

	private static @Nullable List<@Nullable Object> components(Record composite) {
		List<@Nullable Object> values = new ArrayList<>();
		try {
			for (RecordComponent component : composite.getClass().getRecordComponents()) {
				Method accessor = component.getAccessor();
				ReflectionUtils.makeAccessible(accessor);
				values.add(ReflectionUtils.invokeMethod(accessor, composite));
			}
		}
		catch (RuntimeException ex) {
			// The accessor cannot be called, or throws
			return null;
		}
		return values;
	}

	/**
	 * Returns the text of a record that has no text of its own.
	 */
	private static @Nullable String generated(Record composite, @Nullable List<? extends @Nullable Object> components) {
		if (components == null) {
			return null;
		}
		RecordComponent[] names = composite.getClass().getRecordComponents();
		return IntStream.range(0, names.length)
			.mapToObj((i) -> names[i].getName() + '=' + components.get(i))
			.collect(Collectors.joining(", ", composite.getClass().getSimpleName() + '[', "]"));
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
