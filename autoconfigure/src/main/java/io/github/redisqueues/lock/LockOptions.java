package io.github.redisqueues.lock;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.github.redisqueues.internal.lock.LockSettings;
import io.github.redisqueues.internal.validation.InvalidValueException;
import io.github.redisqueues.internal.validation.LockNames;
import io.github.redisqueues.internal.validation.LockTimes;
import org.jspecify.annotations.Nullable;

/**
 * How one acquisition waits and holds. Immutable: every method returns a copy, so that an
 * instance can be kept in a constant and shared by threads. What an option does not say
 * is as {@link LockSettings} have it. No option may be null.
 */
public final class LockOptions {

	private static final int MOST_KEYS = 1_000;

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
	 * Options that leave everything as the settings have it.
	 * @return the one instance
	 */
	public static LockOptions defaults() {
		return DEFAULTS;
	}

	/**
	 * How long to wait for the lock at the most.
	 * @param waitTime zero, which does not wait at all, or more
	 * @return a copy
	 * @throws IllegalArgumentException if the time is negative or beyond 10,000 days
	 */
	public LockOptions waitTime(Duration waitTime) {
		return new LockOptions(LockTimes.requireWait("waitTime", waitTime), this.leaseTime, this.autoRenew, this.fair,
				this.keys);
	}

	/**
	 * How long the lock is held at the most when it is neither released nor renewed. A
	 * hold that is renewed lives as long as its process does.
	 * @param leaseTime 10 milliseconds or more; 300 milliseconds or more where the lease
	 * is renewed
	 * @return a copy
	 * @throws IllegalArgumentException if the time is below 10 milliseconds or beyond
	 * 10,000 days
	 */
	public LockOptions leaseTime(Duration leaseTime) {
		return new LockOptions(this.waitTime, LockTimes.requireLease("leaseTime", leaseTime), this.autoRenew, this.fair,
				this.keys);
	}

	/**
	 * Whether the lease is renewed until the hold is released. Without that the hold is
	 * lost when the lease runs out.
	 * @param autoRenew whether to renew
	 * @return a copy
	 */
	public LockOptions autoRenew(boolean autoRenew) {
		return new LockOptions(this.waitTime, this.leaseTime, autoRenew, this.fair, this.keys);
	}

	/**
	 * Whether those who wait get the lock in the order in which they came, over all
	 * processes; it costs a round trip more each time the lock changes hands. The order
	 * holds among those who ask for it; others still take the lock when they find it
	 * free. Without it a process that releases the lock and asks for it again at once may
	 * have it again before others come. Not together with more than one key.
	 * @param fair whether to wait in order
	 * @return a copy
	 */
	public LockOptions fair(boolean fair) {
		return new LockOptions(this.waitTime, this.leaseTime, this.autoRenew, fair, this.keys);
	}

	/**
	 * What under the lock's name is locked: several keys are acquired all or none, and
	 * holds of different keys of a name do not exclude each other. The order does not
	 * matter, nor does a key that is named twice. Replaces keys that were set before.
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
	 * What under the lock's name is locked.
	 * @param keys 1 to 1,000 keys of 1 to 500 characters
	 * @return a copy
	 * @throws IllegalArgumentException if there is no key, there are too many, or one is
	 * empty or too long
	 * @see #keys(String...)
	 */
	public LockOptions keys(Collection<String> keys) {
		Objects.requireNonNull(keys, "keys must not be null");
		List<String> sorted = keys.stream().map((key) -> LockNames.require("key", key)).sorted().distinct().toList();
		if (sorted.isEmpty() || sorted.size() > MOST_KEYS) {
			throw new InvalidValueException("keys", "must be 1 to " + MOST_KEYS, sorted.size());
		}
		return new LockOptions(this.waitTime, this.leaseTime, this.autoRenew, this.fair, sorted);
	}

	/**
	 * How long to wait.
	 * @return the time, empty if the settings' default holds
	 */
	public Optional<Duration> waitTime() {
		return Optional.ofNullable(this.waitTime);
	}

	/**
	 * The lease.
	 * @return the time, empty if the settings' default holds
	 */
	public Optional<Duration> leaseTime() {
		return Optional.ofNullable(this.leaseTime);
	}

	/**
	 * Whether the lease is renewed.
	 * @return whether it is, empty if the settings' default holds
	 */
	public Optional<Boolean> autoRenew() {
		return Optional.ofNullable(this.autoRenew);
	}

	/**
	 * Whether those who wait get the lock in order.
	 * @return whether they do, empty if that was not said
	 */
	public Optional<Boolean> fair() {
		return Optional.ofNullable(this.fair);
	}

	/**
	 * The keys, sorted.
	 * @return the keys, empty if the lock has none
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
