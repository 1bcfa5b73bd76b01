package io.github.redisqueues.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

import io.github.redisqueues.internal.validation.Durations;
import io.github.redisqueues.internal.validation.Texts;
import org.jspecify.annotations.Nullable;

/**
 * What one send wants that the queue's settings do not say. Immutable: every method
 * returns a copy, so that an instance can be kept in a constant and shared by threads.
 * What an option does not say stays as the queue has it. No option may be null.
 */
public final class SendOptions {

	private static final int MAX_ID_LENGTH = 256;

	private static final int MAX_HEADERS = 255;

	private static final int MAX_HEADER_NAME_LENGTH = 256;

	private static final int MAX_HEADER_VALUE_LENGTH = 32 * 1024;

	private static final SendOptions DEFAULTS = new SendOptions(null, null, null, null, null, null, null, Map.of());

	private final @Nullable Duration delay;

	private final @Nullable Instant deliverAt;

	private final @Nullable Integer priority;

	private final @Nullable String deduplicationId;

	private final @Nullable String group;

	private final @Nullable Duration timeToLive;

	private final @Nullable String id;

	private final Map<String, String> headers;

	private SendOptions(@Nullable Duration delay, @Nullable Instant deliverAt, @Nullable Integer priority,
			@Nullable String deduplicationId, @Nullable String group, @Nullable Duration timeToLive,
			@Nullable String id, Map<String, String> headers) {
		this.delay = delay;
		this.deliverAt = deliverAt;
		this.priority = priority;
		this.deduplicationId = deduplicationId;
		this.group = group;
		this.timeToLive = timeToLive;
		this.id = id;
		this.headers = headers;
	}

	/**
	 * Options that leave everything as the queue's settings have it.
	 * @return the one instance
	 */
	public static SendOptions defaults() {
		return DEFAULTS;
	}

	/**
	 * How long from now, by the server's clock, until the message may be taken. Replaces
	 * {@link #deliverAt(Instant)}.
	 * @param delay zero or more, counted in whole milliseconds
	 * @return a copy
	 * @throws IllegalArgumentException if the delay is negative or beyond 10,000 days
	 */
	public SendOptions delay(Duration delay) {
		Durations.requireNotNegative("delay", delay);
		return new SendOptions(delay, null, this.priority, this.deduplicationId, this.group, this.timeToLive, this.id,
				this.headers);
	}

	/**
	 * The moment, by the server's clock, before which the message may not be taken; a
	 * moment in the past means at once. Replaces {@link #delay(Duration)}.
	 * @param deliverAt the moment, between 1970 and the year 9999
	 * @return a copy
	 * @throws IllegalArgumentException if the moment is out of that range
	 */
	public SendOptions deliverAt(Instant deliverAt) {
		Durations.requireWritable("deliverAt", deliverAt);
		return new SendOptions(null, deliverAt, this.priority, this.deduplicationId, this.group, this.timeToLive,
				this.id, this.headers);
	}

	/**
	 * The message's place among the others; for priority queues alone. Without it the
	 * priority is 0.
	 * @param priority any number
	 * @return a copy
	 */
	public SendOptions priority(int priority) {
		return new SendOptions(this.delay, this.deliverAt, priority, this.deduplicationId, this.group, this.timeToLive,
				this.id, this.headers);
	}

	/**
	 * A name for what the message is about. While a message with this name is ready,
	 * delayed or in flight, and for the queue's {@code duplicate-window} after that,
	 * another send with the same name adds nothing and returns the id of the message that
	 * stands. A message that became a dead letter gives its name up, and does not get it
	 * back when it is redriven.
	 * @param deduplicationId 1 to 256 characters
	 * @return a copy
	 * @throws IllegalArgumentException if it is empty, too long, or has half of a
	 * surrogate pair in it
	 */
	public SendOptions deduplicationId(String deduplicationId) {
		Texts.requireLength("deduplicationId", deduplicationId, 1, MAX_ID_LENGTH);
		return new SendOptions(this.delay, this.deliverAt, this.priority, deduplicationId, this.group, this.timeToLive,
				this.id, this.headers);
	}

	/**
	 * What the message belongs to, such as a customer's number. Messages of one group are
	 * taken in the order in which they were sent, and one at a time over all processes:
	 * the next one is given out once the one before it is acknowledged, rejected or gone
	 * in another way, and so waits while that one is delayed after a failure. A message
	 * that was sent with a delay joins its group when it falls due, and a dead letter
	 * when it is redriven. Groups take turns; other messages do not wait for them. In a
	 * priority queue the first one of a group has its own priority, and those behind it
	 * wait whatever theirs is. Not for LIFO queues.
	 * @param group 1 to 256 characters
	 * @return a copy
	 * @throws IllegalArgumentException if it is empty, too long, or has half of a
	 * surrogate pair in it
	 */
	public SendOptions group(String group) {
		Texts.requireLength("group", group, 1, MAX_ID_LENGTH);
		return new SendOptions(this.delay, this.deliverAt, this.priority, this.deduplicationId, group, this.timeToLive,
				this.id, this.headers);
	}

	/**
	 * How long after sending the message may still be taken for the first time. After
	 * that it becomes a dead letter with the reason {@code expired}.
	 * @param timeToLive more than zero, counted in whole milliseconds
	 * @return a copy
	 * @throws IllegalArgumentException if it is below a millisecond or beyond 10,000 days
	 */
	public SendOptions timeToLive(Duration timeToLive) {
		Durations.requirePositive("timeToLive", timeToLive);
		return new SendOptions(this.delay, this.deliverAt, this.priority, this.deduplicationId, this.group, timeToLive,
				this.id, this.headers);
	}

	/**
	 * A word to travel with the payload; a header of the same name is replaced.
	 * @param name 1 to 256 characters
	 * @param value up to 32,768 characters
	 * @return a copy
	 * @throws IllegalArgumentException if one of them is too long, the name is empty, or
	 * there would be more than 255 headers
	 */
	public SendOptions header(String name, String value) {
		Texts.requireLength("header name", name, 1, MAX_HEADER_NAME_LENGTH);
		Texts.requireLength("value of header '" + name + "'", value, 0, MAX_HEADER_VALUE_LENGTH);
		Map<String, String> copy = new LinkedHashMap<>(this.headers);
		copy.put(name, value);
		if (copy.size() > MAX_HEADERS) {
			throw new IllegalArgumentException("a message can carry at most " + MAX_HEADERS + " headers");
		}
		return new SendOptions(this.delay, this.deliverAt, this.priority, this.deduplicationId, this.group,
				this.timeToLive, this.id, copy);
	}

	/**
	 * The id of the message, for callers that have one, such as an order's number. While
	 * a message of that id is in the queue or among its dead letters, and for the queue's
	 * {@code duplicate-window} after it is settled, sending it again adds nothing.
	 * @param id 1 to 256 characters
	 * @return a copy
	 * @throws IllegalArgumentException if it is empty, too long, or has half of a
	 * surrogate pair in it
	 */
	public SendOptions id(String id) {
		Texts.requireLength("id", id, 1, MAX_ID_LENGTH);
		return new SendOptions(this.delay, this.deliverAt, this.priority, this.deduplicationId, this.group,
				this.timeToLive, id, this.headers);
	}

	/**
	 * Returns the delay that was asked for.
	 * @return the delay, empty if the queue's is to hold
	 */
	public Optional<Duration> delay() {
		return Optional.ofNullable(this.delay);
	}

	/**
	 * Returns the moment that was asked for.
	 * @return the moment, empty if a delay is to hold
	 */
	public Optional<Instant> deliverAt() {
		return Optional.ofNullable(this.deliverAt);
	}

	/**
	 * Returns the priority that was asked for.
	 * @return the priority, empty if there was none
	 */
	public OptionalInt priority() {
		return (this.priority != null) ? OptionalInt.of(this.priority) : OptionalInt.empty();
	}

	/**
	 * Returns the deduplication id.
	 * @return the id, empty if there is none
	 */
	public Optional<String> deduplicationId() {
		return Optional.ofNullable(this.deduplicationId);
	}

	/**
	 * Returns the group.
	 * @return the group, empty if the message has none
	 */
	public Optional<String> group() {
		return Optional.ofNullable(this.group);
	}

	/**
	 * Returns the time to live that was asked for.
	 * @return the time to live, empty if the queue's is to hold
	 */
	public Optional<Duration> timeToLive() {
		return Optional.ofNullable(this.timeToLive);
	}

	/**
	 * Returns the id that was asked for.
	 * @return the id, empty if the queue is to make one
	 */
	public Optional<String> id() {
		return Optional.ofNullable(this.id);
	}

	/**
	 * Returns the headers.
	 * @return the headers in the order in which they were set, unmodifiable
	 */
	public Map<String, String> headers() {
		return Collections.unmodifiableMap(this.headers);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof SendOptions options && Objects.equals(this.delay, options.delay)
				&& Objects.equals(this.deliverAt, options.deliverAt) && Objects.equals(this.priority, options.priority)
				&& Objects.equals(this.deduplicationId, options.deduplicationId)
				&& Objects.equals(this.group, options.group) && Objects.equals(this.timeToLive, options.timeToLive)
				&& Objects.equals(this.id, options.id) && this.headers.equals(options.headers));
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.delay, this.deliverAt, this.priority, this.deduplicationId, this.group,
				this.timeToLive, this.id, this.headers);
	}

	/**
	 * Names the headers, but not what is in them.
	 */
	@Override
	public String toString() {
		return "SendOptions[delay=" + this.delay + ", deliverAt=" + this.deliverAt + ", priority=" + this.priority
				+ ", deduplicationId=" + this.deduplicationId + ", group=" + this.group + ", timeToLive="
				+ this.timeToLive + ", id=" + this.id + ", headers=" + this.headers.keySet() + "]";
	}

}
