package io.github.redisqueues.internal.validation;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * The bounds within which times can be handed to Redis as whole milliseconds.
 */
public final class Durations {

	/** Longest duration that this library accepts. */
	public static final Duration LONGEST = Duration.ofDays(10_000);

	private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

	private Durations() {
	}

	public static Duration requireNotNegative(String what, Duration duration) {
		Objects.requireNonNull(duration, () -> what + " must not be null");
		if (duration.isNegative()) {
			throw new IllegalArgumentException(what + " must not be negative, but is " + duration);
		}
		return requireNotTooLong(what, duration);
	}

	public static Duration requirePositive(String what, Duration duration) {
		Objects.requireNonNull(duration, () -> what + " must not be null");
		if (duration.compareTo(Duration.ofMillis(1)) < 0) {
			throw new IllegalArgumentException(what + " must be 1ms or more, but is " + duration);
		}
		return requireNotTooLong(what, duration);
	}

	public static Instant requireWritable(String what, Instant instant) {
		Objects.requireNonNull(instant, () -> what + " must not be null");
		if (instant.isBefore(Instant.EPOCH) || instant.isAfter(LATEST)) {
			throw new IllegalArgumentException(what + " must be between 1970 and 9999, but is " + instant);
		}
		return instant;
	}

	public static Duration requireNotTooLong(String what, Duration duration) {
		if (duration.compareTo(LONGEST) > 0) {
			throw new IllegalArgumentException(what + " must be at most 10000 days, but is " + duration);
		}
		return duration;
	}

}
