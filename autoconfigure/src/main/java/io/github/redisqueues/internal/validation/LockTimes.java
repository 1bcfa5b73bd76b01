package io.github.redisqueues.internal.validation;

import java.time.Duration;

/**
 * Checks wait times and lease times of locks.
 */
public final class LockTimes {

	/**
	 * The shortest lease of a lock.
	 */
	public static final Duration SHORTEST_LEASE = Duration.ofMillis(10);

	/**
	 * A lease is renewed after a third. That third must be long enough for a round trip
	 * to Redis and for the scheduling delays of a busy process.
	 */
	private static final Duration SHORTEST_RENEWED = Duration.ofMillis(300);

	private LockTimes() {
	}

	/**
	 * Requires a wait time of zero to 10,000 days.
	 * @param name name of the value
	 * @param wait the value
	 * @return the value
	 * @throws InvalidValueException if it is out of range
	 */
	public static Duration requireWait(String name, Duration wait) {
		return Durations.requireNotNegative(name, wait);
	}

	/**
	 * Requires a lease of 10 milliseconds to 10,000 days.
	 * @param name name of the value
	 * @param lease the value
	 * @return the value
	 * @throws InvalidValueException if it is out of range
	 */
	public static Duration requireLease(String name, Duration lease) {
		return Durations.requireAtLeast(name, SHORTEST_LEASE, lease);
	}

	/**
	 * Requires a lease of 300 milliseconds or more, for a lease that is renewed
	 * automatically.
	 * @param name name of the value
	 * @param lease the value
	 * @throws InvalidValueException if it is shorter
	 */
	public static void requireRenewable(String name, Duration lease) {
		if (lease.compareTo(SHORTEST_RENEWED) < 0) {
			throw new InvalidValueException(name, "must be 300ms or more to be renewed automatically (autoRenew)",
					lease);
		}
	}

}
