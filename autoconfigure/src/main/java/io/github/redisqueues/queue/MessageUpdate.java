package io.github.redisqueues.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

import io.github.redisqueues.internal.validation.Durations;
import org.jspecify.annotations.Nullable;

/**
 * What to change in a message that no consumer has taken, beside its payload. Immutable:
 * every method returns a copy, so that an instance can be a constant. No value may be
 * null.
 */
public final class MessageUpdate {

	private static final MessageUpdate UNCHANGED = new MessageUpdate(null, null, null);

	private final @Nullable Integer priority;

	private final @Nullable Duration delay;

	private final @Nullable Instant deliverAt;

	private MessageUpdate(@Nullable Integer priority, @Nullable Duration delay, @Nullable Instant deliverAt) {
		this.priority = priority;
		this.delay = delay;
		this.deliverAt = deliverAt;
	}

	/**
	 * Returns an update that changes nothing.
	 * @return the update to begin with
	 */
	public static MessageUpdate unchanged() {
		return UNCHANGED;
	}

	/**
	 * Sets a new priority. Among messages of that priority, the message has the place
	 * that its first sending gives it. Only for priority queues.
	 * @param priority any number
	 * @return a copy
	 */
	public MessageUpdate priority(int priority) {
		return new MessageUpdate(priority, this.delay, this.deliverAt);
	}

	/**
	 * Sets how long from now the message is not ready. A delay of zero makes a delayed
	 * message ready. Replaces {@link #deliverAt(Instant)}.
	 * @param delay zero or more, in whole milliseconds
	 * @return a copy
	 * @throws IllegalArgumentException if the delay is negative or longer than 10,000
	 * days
	 */
	public MessageUpdate delay(Duration delay) {
		Durations.requireNotNegative("delay", delay);
		return new MessageUpdate(this.priority, delay, null);
	}

	/**
	 * Sets when the message is ready, by the server's clock. A moment in the past makes a
	 * delayed message ready. Replaces {@link #delay(Duration)}.
	 * @param deliverAt the moment, between the years 1970 and 9999
	 * @return a copy
	 * @throws IllegalArgumentException if the moment is out of that range
	 */
	public MessageUpdate deliverAt(Instant deliverAt) {
		Durations.requireWritable("deliverAt", deliverAt);
		return new MessageUpdate(this.priority, null, deliverAt);
	}

	/**
	 * Returns the new priority.
	 * @return the priority, empty if it stays
	 */
	public OptionalInt priority() {
		return (this.priority != null) ? OptionalInt.of(this.priority) : OptionalInt.empty();
	}

	/**
	 * Returns the new delay.
	 * @return the delay, empty if the due time stays or is a moment
	 */
	public Optional<Duration> delay() {
		return Optional.ofNullable(this.delay);
	}

	/**
	 * Returns the new due time.
	 * @return the moment, empty if the due time stays or is a delay
	 */
	public Optional<Instant> deliverAt() {
		return Optional.ofNullable(this.deliverAt);
	}

	@Override
	public String toString() {
		return "MessageUpdate[priority=" + this.priority + ", delay=" + this.delay + ", deliverAt=" + this.deliverAt
				+ "]";
	}

}
