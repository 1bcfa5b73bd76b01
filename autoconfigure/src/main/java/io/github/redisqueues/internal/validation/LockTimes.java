package io.github.redisqueues.internal.validation;

import java.time.Duration;
import java.util.Objects;

/**
 * The bounds of waits and leases.
 */
public final class LockTimes {

	public static final Duration SHORTEST_LEASE = Duration.ofMillis(10);

	/**
	 * A third of it must be enough for a round trip, and for the threads of a busy
	 * process to come to it.
	 */
	private static final Duration SHORTEST_RENEWED = Duration.ofMillis(300);

	private LockTimes() {
	}

	public static Duration requireWait(String what, Duration wait) {
		Objects.requireNonNull(wait, () -> what + " must not be null");
		if (wait.isNegative()) {
			throw new IllegalArgumentException(what + " must not be negative, but is " + wait);
		}
		return requireNotTooLong(what, wait);
	}

	public static Duration requireLease(String what, Duration lease) {
		Objects.requireNonNull(lease, () -> what + " must not be null");
		if (lease.compareTo(SHORTEST_LEASE) < 0) {
			throw new IllegalArgumentException(what + " must be 10ms or more, but is " + lease);
		}
		return requireNotTooLong(what, lease);
	}

	public static void requireRenewable(String what, Duration lease) {
		if (lease.compareTo(SHORTEST_RENEWED) < 0) {
			throw new IllegalArgumentException(what + " must be 300ms or more to be renewed, but is " + lease
					+ ". Make it longer, or set autoRenew to false");
		}
	}

	private static Duration requireNotTooLong(String what, Duration duration) {
		if (duration.compareTo(Durations.MAX) > 0) {
			throw new IllegalArgumentException(what + " must be at most 10000 days, but is " + duration);
		}
		return duration;
	}

}
