package io.github.redisqueues.queue;

import java.time.Duration;
import java.util.Optional;

import io.github.redisqueues.internal.validation.Durations;
import org.jspecify.annotations.Nullable;

/**
 * Options of a receive. Immutable: every method returns a copy, so that an instance can
 * be a constant. No option may be null.
 */
public final class ReceiveOptions {

	private static final ReceiveOptions DEFAULTS = new ReceiveOptions(1, Duration.ZERO, null);

	private final int max;

	private final Duration waitTime;

	private final @Nullable Duration leaseTime;

	private ReceiveOptions(int max, Duration waitTime, @Nullable Duration leaseTime) {
		this.max = max;
		this.waitTime = waitTime;
		this.leaseTime = leaseTime;
	}

	/**
	 * Returns the default options: one message, without waiting, under the queue's
	 * {@code lease-time}.
	 * @return the default options
	 */
	public static ReceiveOptions defaults() {
		return DEFAULTS;
	}

	/**
	 * Sets how many messages to receive at the most.
	 * @param max maximum number of messages
	 * @return a copy
	 * @throws IllegalArgumentException if max is not positive
	 */
	public ReceiveOptions max(int max) {
		if (max < 1) {
			throw new IllegalArgumentException("max must be positive, but is " + max);
		}
		return new ReceiveOptions(max, this.waitTime, this.leaseTime);
	}

	/**
	 * Sets how long to wait for the first message if none is ready.
	 * @param waitTime maximum wait; zero does not wait
	 * @return a copy
	 * @throws IllegalArgumentException if the wait is negative or longer than 10,000 days
	 */
	public ReceiveOptions waitTime(Duration waitTime) {
		Durations.requireNotNegative("waitTime", waitTime);
		return new ReceiveOptions(this.max, waitTime, this.leaseTime);
	}

	/**
	 * Sets how long no other consumer gets the messages, instead of the queue's
	 * {@code lease-time}. Each message that comes back and is received again has the
	 * lease of that receive.
	 * @param leaseTime the time, a millisecond or more
	 * @return a copy
	 * @throws IllegalArgumentException if the time is shorter than a millisecond or
	 * longer than 10,000 days
	 */
	public ReceiveOptions leaseTime(Duration leaseTime) {
		Durations.requirePositive("leaseTime", leaseTime);
		return new ReceiveOptions(this.max, this.waitTime, leaseTime);
	}

	/**
	 * Returns how many messages to receive at the most.
	 * @return a positive number
	 */
	public int max() {
		return this.max;
	}

	/**
	 * Returns how long to wait for the first message.
	 * @return the wait, zero if the receive does not wait
	 */
	public Duration waitTime() {
		return this.waitTime;
	}

	/**
	 * Returns the lease of the messages.
	 * @return the time, empty for the queue's {@code lease-time}
	 */
	public Optional<Duration> leaseTime() {
		return Optional.ofNullable(this.leaseTime);
	}

	@Override
	public String toString() {
		return "ReceiveOptions[max=" + this.max + ", waitTime=" + this.waitTime + ", leaseTime=" + this.leaseTime + "]";
	}

}
