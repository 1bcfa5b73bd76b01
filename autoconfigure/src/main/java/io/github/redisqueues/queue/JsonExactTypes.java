package io.github.redisqueues.queue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Currency;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Final types of the JDK that JSON keeps exactly.
 */
final class JsonExactTypes {

	private static final Set<Class<?>> TYPES = Set.of(String.class, Boolean.class, Byte.class, Short.class,
			Integer.class, Long.class, Float.class, Double.class, Character.class, byte[].class, BigDecimal.class,
			BigInteger.class, UUID.class, URI.class, Locale.class, Currency.class, Instant.class, Duration.class,
			Period.class, LocalDate.class, LocalTime.class, LocalDateTime.class, OffsetDateTime.class, OffsetTime.class,
			ZonedDateTime.class, ZoneOffset.class, Year.class, YearMonth.class, MonthDay.class);

	private JsonExactTypes() {
	}

	static boolean contain(Class<?> type) {
		return TYPES.contains(type);
	}

	/**
	 * Tells whether a type is also kept as the key of a map, where it is written as text.
	 */
	static boolean containKey(Class<?> type) {
		return contain(type) && type != Locale.class && type != byte[].class;
	}

	/**
	 * Returns what is wrong with a type of the JDK that Jackson writes with a loss, or
	 * that the bytes must not choose.
	 */
	static Optional<Fault> faultOf(Class<?> type) {
		if (Calendar.class.isAssignableFrom(type)) {
			return Optional.of(new Fault("loses its time zone in JSON", "Use java.time.ZonedDateTime."));
		}
		if (type.getName().equals("java.sql.Timestamp")) {
			return Optional.of(new Fault("loses its nanoseconds in JSON", "Use java.time.Instant."));
		}
		if (type == Pattern.class) {
			return Optional.of(new Fault("loses its flags in JSON", "Use a text, with flags such as (?i) in it."));
		}
		if (type == Class.class) {
			return Optional.of(new Fault("lets whoever can write to Redis load any class",
					"Use a text or an enum that stands for the class."));
		}
		return Optional.empty();
	}

	/**
	 * What is wrong with a type.
	 *
	 * @param reason the end of a sentence that begins with the type
	 * @param action what to write instead
	 */
	record Fault(String reason, String action) {

	}

}
