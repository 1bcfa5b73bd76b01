package io.github.redisqueues.queue;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

import io.github.redisqueues.internal.validation.InvalidValueException;
import org.jspecify.annotations.Nullable;

/**
 * New values for some limits of a queue. Immutable: every method returns a copy. No value
 * may be null.
 */
public final class LimitChange {

	private static final LimitChange NONE = new LimitChange(null, null, null);

	private final @Nullable Long capacity;

	private final @Nullable Integer maxInFlight;

	private final @Nullable Optional<Rate> rate;

	private LimitChange(@Nullable Long capacity, @Nullable Integer maxInFlight, @Nullable Optional<Rate> rate) {
		this.capacity = capacity;
		this.maxInFlight = maxInFlight;
		this.rate = rate;
	}

	/**
	 * Returns a change of nothing.
	 * @return the change to begin with
	 */
	public static LimitChange none() {
		return NONE;
	}

	/**
	 * Sets the maximum number of ready, delayed and in-flight messages.
	 * @param capacity the number; 0 for no limit
	 * @return a copy
	 * @throws IllegalArgumentException if it is negative
	 */
	public LimitChange capacity(long capacity) {
		return new LimitChange(requireNotNegative("capacity", capacity), this.maxInFlight, this.rate);
	}

	/**
	 * Sets the maximum number of messages that all processes together lease at a time.
	 * @param maxInFlight the number; 0 for no limit
	 * @return a copy
	 * @throws IllegalArgumentException if it is negative
	 */
	public LimitChange maxInFlight(int maxInFlight) {
		requireNotNegative("maxInFlight", maxInFlight);
		return new LimitChange(this.capacity, maxInFlight, this.rate);
	}

	/**
	 * Sets the maximum rate at which all processes together take messages.
	 * @param rate the rate
	 * @return a copy
	 */
	public LimitChange rate(Rate rate) {
		Objects.requireNonNull(rate, "rate must not be null");
		return new LimitChange(this.capacity, this.maxInFlight, Optional.of(rate));
	}

	/**
	 * Removes the limit of the rate.
	 * @return a copy
	 */
	public LimitChange unlimitedRate() {
		return new LimitChange(this.capacity, this.maxInFlight, Optional.empty());
	}

	private static long requireNotNegative(String name, long value) {
		if (value < 0) {
			throw new InvalidValueException(name, "must be 1 or more, or 0 for no bound", value);
		}
		return value;
	}

	/**
	 * Returns the new capacity.
	 * @return the number, 0 for no limit; empty if it stays
	 */
	public OptionalLong capacity() {
		return (this.capacity != null) ? OptionalLong.of(this.capacity) : OptionalLong.empty();
	}

	/**
	 * Returns the new maximum number of messages in flight.
	 * @return the number, 0 for no limit; empty if it stays
	 */
	public OptionalInt maxInFlight() {
		return (this.maxInFlight != null) ? OptionalInt.of(this.maxInFlight) : OptionalInt.empty();
	}

	/**
	 * Returns the new rate.
	 * @return the rate; empty if it stays or the limit is removed
	 */
	public Optional<Rate> rate() {
		return (this.rate != null) ? this.rate : Optional.empty();
	}

	/**
	 * Returns whether the rate changes.
	 * @return whether there is a new rate or its limit is removed
	 */
	public boolean changesRate() {
		return this.rate != null;
	}

	@Override
	public String toString() {
		return "LimitChange[capacity=" + this.capacity + ", maxInFlight=" + this.maxInFlight + ", rate=" + this.rate
				+ "]";
	}

}
