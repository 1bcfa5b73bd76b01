package io.github.redisqueues.lock;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.github.redisqueues.internal.validation.InvalidValueException;
import io.github.redisqueues.internal.validation.LockNames;
import io.github.redisqueues.internal.validation.LockTimes;
import org.jspecify.annotations.Nullable;

/**
 * How to wait for and hold a lock. Immutable and thread-safe: every method returns a
 * copy. An option that is not set has the configured default, {@code queues.lock.*}.
 * Exceptions: without a wait time {@code tryAcquire} does not wait, and locks are not
 * fair by default. No option may be null.
 */
public final class LockOptions {

	private static final int MAX_KEYS = 1_000;

	private static final LockOptions DEFAULTS = new LockOptions(null, null, null, null, List.of());

	private final @Nullable Duration waitTime;

	private final @Nullable Duration leaseTime;

	private final @Nullable Boolean autoRenew;

	private final @Nullable Boolean fair;

	private final List<String> keys;

	private LockOptions(@Nullable Duration waitTime, @Nullable Duration leaseTime, @Nullable Boolean autoRenew,
			@Nullable Boolean fair, List<String> keys) {
		this.waitTime = waitTime;
		this.leaseTime = leaseTime;
		this.autoRenew = autoRenew;
		this.fair = fair;
		this.keys = keys;
	}

	/**
	 * Returns options with nothing set.
	 * @return the one instance
	 */
	public static LockOptions defaults() {
		return DEFAULTS;
	}

	/**
	 * Sets the longest time to wait for the lock. Without it, {@code acquire} and
	 * {@code execute} wait for {@code queues.lock.wait-time}, and {@code tryAcquire} does
	 * not wait.
	 * @param waitTime the time, zero or more; zero does not wait
	 * @return a copy
	 * @throws IllegalArgumentException if the time is negative or beyond 10,000 days
	 */
	public LockOptions waitTime(Duration waitTime) {
		return new LockOptions(LockTimes.requireWait("waitTime", waitTime), this.leaseTime, this.autoRenew, this.fair,
				this.keys);
	}

	/**
	 * Sets the lease: how long the lock is held if it is neither released nor renewed. A
	 * hold that is renewed lasts as long as its process.
	 * @param leaseTime 10 milliseconds or more; 300 milliseconds or more if the lease is
	 * renewed automatically
	 * @return a copy
	 * @throws IllegalArgumentException if the time is below 10 milliseconds or beyond
	 * 10,000 days
	 */
	public LockOptions leaseTime(Duration leaseTime) {
		return new LockOptions(this.waitTime, LockTimes.requireLease("leaseTime", leaseTime), this.autoRenew, this.fair,
				this.keys);
	}

	/**
	 * Sets whether the lease is renewed until the hold is released. Otherwise the hold is
	 * lost when the lease runs out.
	 * @param autoRenew whether to renew
	 * @return a copy
	 */
	public LockOptions autoRenew(boolean autoRenew) {
		return new LockOptions(this.waitTime, this.leaseTime, autoRenew, this.fair, this.keys);
	}

	/**
	 * Sets whether waiters of all processes get the lock in order of arrival. This costs
	 * one more round trip each time the lock changes hands. The order covers only
	 * acquisitions that are fair; others still take the lock when they find it free.
	 * Without fairness, a process that releases the lock and acquires it again at once
	 * may overtake waiters. Not possible with more than one key.
	 * @param fair whether to keep the order
	 * @return a copy
	 */
	public LockOptions fair(boolean fair) {
		return new LockOptions(this.waitTime, this.leaseTime, this.autoRenew, fair, this.keys);
	}

	/**
	 * Sets the keys to lock under the lock's name. All keys are acquired, or none. Holds
	 * of different keys of a name do not exclude each other. Order and duplicates do not
	 * matter. Replaces keys that were set before.
	 * @param keys 1 to 1,000 keys of 1 to 500 characters
	 * @return a copy
	 * @throws IllegalArgumentException if there is no key, there are too many, or one is
	 * empty or too long
	 */
	public LockOptions keys(String... keys) {
		Objects.requireNonNull(keys, "keys must not be null");
		return keys(Arrays.asList(keys));
	}

	/**
	 * Sets the keys to lock under the lock's name.
	 * @param keys 1 to 1,000 keys of 1 to 500 characters
	 * @return a copy
	 * @throws IllegalArgumentException if there is no key, there are too many, or one is
	 * empty or too long
	 * @see #keys(String...)
	 */
	public LockOptions keys(Collection<String> keys) {
		Objects.requireNonNull(keys, "keys must not be null");
		List<String> sorted = keys.stream().map((key) -> LockNames.require("key", key)).sorted().distinct().toList();
		if (sorted.isEmpty() || sorted.size() > MAX_KEYS) {
			throw new InvalidValueException("keys", "must be 1 to " + MAX_KEYS, sorted.size());
		}
		return new LockOptions(this.waitTime, this.leaseTime, this.autoRenew, this.fair, sorted);
	}

	/**
	 * Returns the longest time to wait.
	 * @return the time, or empty if not set
	 */
	public Optional<Duration> waitTime() {
		return Optional.ofNullable(this.waitTime);
	}

	/**
	 * Returns the lease.
	 * @return the time, or empty if not set
	 */
	public Optional<Duration> leaseTime() {
		return Optional.ofNullable(this.leaseTime);
	}

	/**
	 * Returns whether the lease is renewed.
	 * @return whether it is renewed, or empty if not set
	 */
	public Optional<Boolean> autoRenew() {
		return Optional.ofNullable(this.autoRenew);
	}

	/**
	 * Returns whether waiters get the lock in order of arrival.
	 * @return whether they do, or empty if not set
	 */
	public Optional<Boolean> fair() {
		return Optional.ofNullable(this.fair);
	}

	/**
	 * Returns the keys, sorted.
	 * @return the keys, empty if not set
	 */
	public List<String> keys() {
		return this.keys;
	}

	@Override
	public String toString() {
		return "LockOptions[waitTime=" + this.waitTime + ", leaseTime=" + this.leaseTime + ", autoRenew="
				+ this.autoRenew + ", fair=" + this.fair + ", keys=" + this.keys + "]";
	}

}
