package io.github.redisqueues.internal.validation;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * Checks times that are passed to Redis in whole milliseconds.
 */
public final class Durations {

	/**
	 * The longest duration that is accepted anywhere: 10,000 days.
	 */
	public static final Duration LONGEST = Duration.ofDays(10_000);

	private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

	private Durations() {
	}

	/**
	 * Requires a duration of zero to 10,000 days.
	 * @param name name of the value
	 * @param duration the value
	 * @return the value
	 * @throws InvalidValueException if it is out of range
	 */
	public static Duration requireNotNegative(String name, Duration duration) {
		Objects.requireNonNull(duration, () -> name + " must not be null");
		if (duration.isNegative()) {
			throw new InvalidValueException(name, "must not be negative", duration);
		}
		return requireNotTooLong(name, duration);
	}

	/**
	 * Requires a duration of one millisecond to 10,000 days.
	 * @param name name of the value
	 * @param duration the value
	 * @return the value
	 * @throws InvalidValueException if it is out of range
	 */
	public static Duration requirePositive(String name, Duration duration) {
		return requireAtLeast(name, Duration.ofMillis(1), duration);
	}

	/**
	 * Requires a moment between 1970 and 9999.
	 * @param name name of the value
	 * @param instant the value
	 * @return the value
	 * @throws InvalidValueException if it is out of range
	 */
	public static Instant requireWritable(String name, Instant instant) {
		Objects.requireNonNull(instant, () -> name + " must not be null");
		if (instant.isBefore(Instant.EPOCH) || instant.isAfter(LATEST)) {
			throw new InvalidValueException(name, "must be between 1970 and 9999", instant);
		}
		return instant;
	}

	static Duration requireAtLeast(String name, Duration shortest, Duration duration) {
		Objects.requireNonNull(duration, () -> name + " must not be null");
		if (duration.compareTo(shortest) < 0) {
			throw new InvalidValueException(name, "must be " + shortest.toMillis() + "ms or more", duration);
		}
		return requireNotTooLong(name, duration);
	}

	private static Duration requireNotTooLong(String name, Duration duration) {
		if (duration.compareTo(LONGEST) > 0) {
			throw new InvalidValueException(name, "must not be longer than 10000 days", duration);
		}
		return duration;
	}

}
