package io.github.redisqueues.internal.validation;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * Checks durations and moments that are sent to Redis in milliseconds.
 */
public final class Durations {

	/**
	 * The longest duration that is accepted anywhere: 10,000 days.
	 */
	public static final Duration MAX = Duration.ofDays(10_000);

	private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

	private Durations() {
	}

	/**
	 * Checks that a duration is zero or more, and not longer than {@link #MAX}.
	 * @param what name of the duration, for the exception's message
	 * @param duration the duration
	 * @return the duration
	 * @throws IllegalArgumentException if it is out of range
	 */
	public static Duration requireNotNegative(String what, Duration duration) {
		Objects.requireNonNull(duration, () -> what + " must not be null");
		if (duration.isNegative()) {
			throw new IllegalArgumentException(what + " must not be negative, but is " + duration);
		}
		return requireNotTooLong(what, duration);
	}

	/**
	 * Checks that a duration is a millisecond or more, and not longer than {@link #MAX}.
	 * @param what name of the duration, for the exception's message
	 * @param duration the duration
	 * @return the duration
	 * @throws IllegalArgumentException if it is out of range
	 */
	public static Duration requirePositive(String what, Duration duration) {
		Objects.requireNonNull(duration, () -> what + " must not be null");
		if (duration.compareTo(Duration.ofMillis(1)) < 0) {
			throw new IllegalArgumentException(what + " must be 1ms or more, but is " + duration);
		}
		return requireNotTooLong(what, duration);
	}

	/**
	 * Checks that a moment is in the years 1970 to 9999.
	 * @param what name of the moment, for the exception's message
	 * @param instant the moment
	 * @return the moment
	 * @throws IllegalArgumentException if it is out of range
	 */
	public static Instant requireWritable(String what, Instant instant) {
		Objects.requireNonNull(instant, () -> what + " must not be null");
		if (instant.isBefore(Instant.EPOCH) || instant.isAfter(LATEST)) {
			throw new IllegalArgumentException(what + " must be between 1970 and 9999, but is " + instant);
		}
		return instant;
	}

	/**
	 * Checks that a duration is not longer than {@link #MAX}.
	 * @param what name of the duration, for the exception's message
	 * @param duration the duration
	 * @return the duration
	 * @throws IllegalArgumentException if it is longer
	 */
	static Duration requireNotTooLong(String what, Duration duration) {
		if (duration.compareTo(MAX) > 0) {
			throw new IllegalArgumentException(what + " must be at most 10000 days, but is " + duration);
		}
		return duration;
	}

}
