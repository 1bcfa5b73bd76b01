package io.github.redisqueues.internal.validation;

import java.time.Duration;
import java.util.Objects;

/**
 * Bounds of wait times and leases.
 */
public final class LockTimes {

	public static final Duration SHORTEST_LEASE = Duration.ofMillis(10);

	/**
	 * A third of the lease must suffice for a round trip of a busy process.
	 */
	private static final Duration SHORTEST_RENEWED = Duration.ofMillis(300);

	private LockTimes() {
	}

	public static Duration requireLease(String what, Duration lease) {
		Objects.requireNonNull(lease, () -> what + " must not be null");
		if (lease.compareTo(SHORTEST_LEASE) < 0) {
			throw new IllegalArgumentException(what + " must be 10ms or more, but is " + lease);
		}
		return Durations.requireNotTooLong(what, lease);
	}

	public static void requireRenewable(String what, Duration lease) {
		if (lease.compareTo(SHORTEST_RENEWED) < 0) {
			throw new IllegalArgumentException(what + " must be 300ms or more to be renewed, but is " + lease
					+ ". Make it longer, or set autoRenew to false");
		}
	}

}
