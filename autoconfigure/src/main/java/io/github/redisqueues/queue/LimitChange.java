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

	private static final int MOST_WORKERS = 10_000;

	private static final LimitChange NONE = new LimitChange(null, null, null, null);

	private final @Nullable Long capacity;

	private final @Nullable Integer maxInFlight;

	private final @Nullable Optional<Rate> rate;

	private final @Nullable Integer concurrency;

	private LimitChange(@Nullable Long capacity, @Nullable Integer maxInFlight, @Nullable Optional<Rate> rate,
			@Nullable Integer concurrency) {
		this.capacity = capacity;
		this.maxInFlight = maxInFlight;
		this.rate = rate;
		this.concurrency = concurrency;
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
		return new LimitChange(requireNotNegative("capacity", capacity), this.maxInFlight, this.rate, this.concurrency);
	}

	/**
	 * Sets the maximum number of messages that all processes together lease at a time.
	 * @param maxInFlight the number; 0 for no limit
	 * @return a copy
	 * @throws IllegalArgumentException if it is negative
	 */
	public LimitChange maxInFlight(int maxInFlight) {
		requireNotNegative("maxInFlight", maxInFlight);
		return new LimitChange(this.capacity, maxInFlight, this.rate, this.concurrency);
	}

	/**
	 * Sets the maximum rate at which all processes together take messages.
	 * @param rate the rate
	 * @return a copy
	 */
	public LimitChange rate(Rate rate) {
		Objects.requireNonNull(rate, "rate must not be null");
		return new LimitChange(this.capacity, this.maxInFlight, Optional.of(rate), this.concurrency);
	}

	/**
	 * Removes the limit of the rate.
	 * @return a copy
	 */
	public LimitChange unlimitedRate() {
		return new LimitChange(this.capacity, this.maxInFlight, Optional.empty(), this.concurrency);
	}

	/**
	 * Sets how many messages, or batches, each listener of the queue handles at a time in
	 * each process. A listener that is configured with a range has this number of workers
	 * as well. Handlers that run are not interrupted.
	 * @param concurrency the number, from 1 to 10,000
	 * @return a copy
	 * @throws IllegalArgumentException if it is out of range; to handle none, pause the
	 * queue
	 */
	public LimitChange concurrency(int concurrency) {
		if (concurrency < 1 || concurrency > MOST_WORKERS) {
			throw new InvalidValueException("concurrency",
					"must be from 1 to " + MOST_WORKERS + "; to handle no messages, pause the queue", concurrency);
		}
		return new LimitChange(this.capacity, this.maxInFlight, this.rate, concurrency);
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

	/**
	 * Returns how many messages, or batches, each listener handles at a time in each
	 * process from now on.
	 * @return the number; empty if it stays
	 */
	public OptionalInt concurrency() {
		return (this.concurrency != null) ? OptionalInt.of(this.concurrency) : OptionalInt.empty();
	}

	@Override
	public String toString() {
		return "LimitChange[capacity=" + this.capacity + ", maxInFlight=" + this.maxInFlight + ", rate=" + this.rate
				+ ", concurrency=" + this.concurrency + "]";
	}

}
