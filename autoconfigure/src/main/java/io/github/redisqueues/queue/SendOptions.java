package io.github.redisqueues.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import io.github.redisqueues.internal.validation.Durations;
import io.github.redisqueues.internal.validation.InvalidValueException;
import io.github.redisqueues.internal.validation.Texts;
import io.github.redisqueues.queue.OptionValues.Option;
import org.jspecify.annotations.Nullable;

/**
 * Options of a send, which override the queue's settings. Immutable: every method returns
 * a copy, so that an instance can be a constant. No option may be null.
 */
public final class SendOptions {

	private static final int MAX_ID_LENGTH = 256;

	private static final int MAX_HEADERS = 255;

	private static final int MAX_HEADER_NAME_LENGTH = 256;

	private static final int MAX_HEADER_VALUE_LENGTH = 32 * 1024;

	private static final int MAX_MAX_ATTEMPTS = 10_000;

	private static final SendOptions DEFAULTS = new SendOptions(OptionValues.NONE);

	private final OptionValues values;

	private SendOptions(OptionValues values) {
		this.values = values;
	}

	/**
	 * Returns options that override nothing.
	 * @return the default options
	 */
	public static SendOptions defaults() {
		return DEFAULTS;
	}

	/**
	 * Sets how long the message is delayed, by the server's clock. Replaces
	 * {@link #deliverAt(Instant)} and {@link #debounce(Duration, Duration)}.
	 * @param delay zero or more, in whole milliseconds
	 * @return a copy
	 * @throws IllegalArgumentException if the delay is negative or longer than 10,000
	 * days
	 */
	public SendOptions delay(Duration delay) {
		Durations.requireNotNegative("delay", delay);
		return new SendOptions(this.values.without(Option.DELIVER_AT, Option.DEBOUNCE).with(Option.DELAY, delay));
	}

	/**
	 * Sets when the message is ready, by the server's clock. A message with a moment in
	 * the past is ready at once. Replaces {@link #delay(Duration)} and
	 * {@link #debounce(Duration, Duration)}.
	 * @param deliverAt the moment, between the years 1970 and 9999
	 * @return a copy
	 * @throws IllegalArgumentException if the moment is out of that range
	 */
	public SendOptions deliverAt(Instant deliverAt) {
		Durations.requireWritable("deliverAt", deliverAt);
		return new SendOptions(this.values.without(Option.DELAY, Option.DEBOUNCE).with(Option.DELIVER_AT, deliverAt));
	}

	/**
	 * Sets the priority, which is 0 by default. Only for priority queues.
	 * @param priority any number
	 * @return a copy
	 */
	public SendOptions priority(int priority) {
		return new SendOptions(this.values.with(Option.PRIORITY, priority));
	}

	/**
	 * Sets the deduplication id. While a message with this deduplication id is ready,
	 * delayed or in flight, and for the queue's {@code duplicate-window} after that,
	 * another send with it stores nothing and returns the id of the first message. A
	 * message that becomes a dead letter loses its deduplication id, also after a
	 * redrive. Replaces {@link #deduplicateByContent()}.
	 * @param deduplicationId 1 to 256 characters
	 * @return a copy
	 * @throws IllegalArgumentException if it is empty, too long or contains half a
	 * surrogate pair
	 */
	public SendOptions deduplicationId(String deduplicationId) {
		Texts.requireLength("deduplicationId", deduplicationId, 1, MAX_ID_LENGTH);
		return new SendOptions(
				this.values.without(Option.DEDUPLICATE_BY_CONTENT).with(Option.DEDUPLICATION_ID, deduplicationId));
	}

	/**
	 * Makes a hash of the payload the deduplication id, so that a send is a duplicate of
	 * one with the same bytes, whatever its other options. The bytes are those that are
	 * stored: objects that are equal but written differently, such as maps in another
	 * order, are no duplicates. Replaces {@link #deduplicationId(String)}.
	 * @return a copy
	 */
	public SendOptions deduplicateByContent() {
		return new SendOptions(this.values.without(Option.DEDUPLICATION_ID).with(Option.DEDUPLICATE_BY_CONTENT, true));
	}

	/**
	 * Delays the message until nobody has sent it again for a while. It needs a
	 * deduplication id or an id. A later send with the same one and this option replaces
	 * the payload and all options of the message, as long as it is delayed and no
	 * consumer has had it. The message keeps its id and the moment when it was first
	 * sent. Once the message is ready, in flight or settled, such a send stores a new
	 * message with the deduplication id, without regard to a {@code duplicate-window}. A
	 * send with an id of the caller's own is then a duplicate, as two messages cannot
	 * have one id: use a deduplication id if no payload may be lost. A time to live
	 * counts from the latest send. Replaces {@link #delay(Duration)} and
	 * {@link #deliverAt(Instant)}.
	 * @param quiet how long nobody must have sent the message again before it is ready
	 * @param max how long after the first send it is ready in any case
	 * @return a copy
	 * @throws IllegalArgumentException if the quiet time is shorter than a millisecond or
	 * longer than the maximum, or the maximum longer than 10,000 days
	 */
	public SendOptions debounce(Duration quiet, Duration max) {
		Debounce debounce = new Debounce(quiet, max);
		return new SendOptions(this.values.without(Option.DELAY, Option.DELIVER_AT).with(Option.DEBOUNCE, debounce));
	}

	/**
	 * Sets the group, such as a customer number. Messages of a group are delivered in the
	 * order in which they were sent, and only one at a time in all processes: the next
	 * one is delivered when the one before it is acknowledged, dead or removed. It waits
	 * while that one is delayed after a failure. A delayed message joins its group when
	 * it is due, a dead letter when it is redriven. Groups take turns, and do not delay
	 * messages outside of them. In a priority queue the first message of a group counts
	 * with its own priority; the ones behind it wait whatever their priority. Not for
	 * LIFO queues.
	 * @param group 1 to 256 characters
	 * @return a copy
	 * @throws IllegalArgumentException if it is empty, too long or contains half a
	 * surrogate pair
	 */
	public SendOptions group(String group) {
		Texts.requireLength("group", group, 1, MAX_ID_LENGTH);
		return new SendOptions(this.values.with(Option.GROUP, group));
	}

	/**
	 * Sets the time to live. A message that no consumer has taken by then becomes a dead
	 * letter with the reason {@code expired}.
	 * @param timeToLive a millisecond or more, in whole milliseconds
	 * @return a copy
	 * @throws IllegalArgumentException if it is shorter than a millisecond or longer than
	 * 10,000 days
	 */
	public SendOptions timeToLive(Duration timeToLive) {
		Durations.requirePositive("timeToLive", timeToLive);
		return new SendOptions(this.values.with(Option.TIME_TO_LIVE, timeToLive));
	}

	/**
	 * Sets how many deliveries the message may have before it becomes a dead letter. Also
	 * applies after a redrive.
	 * @param maxAttempts 1 to 10,000
	 * @return a copy
	 * @throws IllegalArgumentException if it is out of range
	 */
	public SendOptions maxAttempts(int maxAttempts) {
		if (maxAttempts < 1 || maxAttempts > MAX_MAX_ATTEMPTS) {
			throw new InvalidValueException("maxAttempts", "must be 1 to " + MAX_MAX_ATTEMPTS, maxAttempts);
		}
		return new SendOptions(this.values.with(Option.MAX_ATTEMPTS, maxAttempts));
	}

	/**
	 * Sets how long a send waits for room while the queue is full. If there is none by
	 * then, or the thread is interrupted, nothing is sent, and the send ends like one
	 * without this option; the interrupt flag stays set. If Redis works on the send when
	 * the thread is interrupted, the send waits for the answer for up to a second.
	 * Several waiting sends may overtake each other.
	 * @param wait maximum wait; zero does not wait
	 * @return a copy
	 * @throws IllegalArgumentException if the wait is negative or longer than 10,000 days
	 */
	public SendOptions waitForRoom(Duration wait) {
		Durations.requireNotNegative("waitForRoom", wait);
		return new SendOptions(this.values.with(Option.WAIT_FOR_ROOM, wait));
	}

	/**
	 * Sends after the commit of the Spring transaction that is open in this thread, and
	 * nothing after a rollback, also not after one to the savepoint of a nested
	 * transaction. Without a transaction, it sends at once. The payload is written and
	 * the options are checked at once, and the send returns the id that the message will
	 * have, unless it turns out to be a duplicate. An asynchronous send is complete then.
	 * A delay begins with the commit. The thread still has the transaction's connection
	 * to the database while it sends, also while it {@linkplain #waitForRoom(Duration)
	 * waits for room}.
	 * <p>
	 * The message is lost if the process ends between the commit and the send, or if the
	 * send fails: that is logged as an error with the id, and does not reach the caller,
	 * whose transaction is committed. A reactive transaction, and a savepoint that was
	 * made by hand, are not noticed.
	 * @return a copy
	 */
	public SendOptions afterCommit() {
		return new SendOptions(this.values.with(Option.AFTER_COMMIT, true));
	}

	/**
	 * Sets a header, and replaces one of the same name.
	 * @param name 1 to 256 characters
	 * @param value up to 32,768 characters
	 * @return a copy
	 * @throws IllegalArgumentException if the name or value is too long, the name is
	 * empty, or there are more than 255 headers
	 */
	public SendOptions header(String name, String value) {
		Texts.requireLength("header name", name, 1, MAX_HEADER_NAME_LENGTH);
		Texts.requireLength("value of header '" + name + "'", value, 0, MAX_HEADER_VALUE_LENGTH);
		Map<String, String> copy = new LinkedHashMap<>(headers());
		copy.put(name, value);
		if (copy.size() > MAX_HEADERS) {
			throw new IllegalArgumentException("a message can carry at most " + MAX_HEADERS + " headers");
		}
		return new SendOptions(this.values.with(Option.HEADERS, Collections.unmodifiableMap(copy)));
	}

	/**
	 * Sets the message's id, such as an order number. While a message with this id is in
	 * the queue or dead, and for the queue's {@code duplicate-window} after it is
	 * settled, another send with it stores nothing.
	 * @param id 1 to 256 characters
	 * @return a copy
	 * @throws IllegalArgumentException if it is empty, too long or contains half a
	 * surrogate pair
	 */
	public SendOptions id(String id) {
		Texts.requireLength("id", id, 1, MAX_ID_LENGTH);
		return new SendOptions(this.values.with(Option.ID, id));
	}

	/**
	 * Returns the delay.
	 * @return the delay, empty for the queue's own
	 */
	public Optional<Duration> delay() {
		return this.values.get(Option.DELAY, Duration.class);
	}

	/**
	 * Returns when the message is ready.
	 * @return the moment, empty if a delay applies
	 */
	public Optional<Instant> deliverAt() {
		return this.values.get(Option.DELIVER_AT, Instant.class);
	}

	/**
	 * Returns the priority.
	 * @return the priority, empty if it is not set
	 */
	public OptionalInt priority() {
		return this.values.number(Option.PRIORITY);
	}

	/**
	 * Returns the deduplication id.
	 * @return the id, empty if there is none
	 */
	public Optional<String> deduplicationId() {
		return this.values.get(Option.DEDUPLICATION_ID, String.class);
	}

	/**
	 * Returns whether the payload decides whether a send is a duplicate.
	 * @return whether the deduplication id is a hash of the payload
	 */
	public boolean isDeduplicatedByContent() {
		return this.values.isSet(Option.DEDUPLICATE_BY_CONTENT);
	}

	/**
	 * Returns how the message is debounced.
	 * @return the times, empty if it is not
	 */
	public Optional<Debounce> debounce() {
		return this.values.get(Option.DEBOUNCE, Debounce.class);
	}

	/**
	 * Returns the group.
	 * @return the group, empty if the message has none
	 */
	public Optional<String> group() {
		return this.values.get(Option.GROUP, String.class);
	}

	/**
	 * Returns the time to live.
	 * @return the time to live, empty for the queue's own
	 */
	public Optional<Duration> timeToLive() {
		return this.values.get(Option.TIME_TO_LIVE, Duration.class);
	}

	/**
	 * Returns the maximum number of deliveries.
	 * @return the number, empty for the queue's own
	 */
	public OptionalInt maxAttempts() {
		return this.values.number(Option.MAX_ATTEMPTS);
	}

	/**
	 * Returns how long a send waits for room.
	 * @return the maximum wait, empty if it does not wait
	 */
	public Optional<Duration> waitForRoom() {
		return this.values.get(Option.WAIT_FOR_ROOM, Duration.class);
	}

	/**
	 * Returns whether the send waits for a commit.
	 * @return whether it does, if a transaction is open
	 */
	public boolean isAfterCommit() {
		return this.values.isSet(Option.AFTER_COMMIT);
	}

	/**
	 * Returns the message's id.
	 * @return the id, empty to have one generated
	 */
	public Optional<String> id() {
		return this.values.get(Option.ID, String.class);
	}

	/**
	 * Returns the headers.
	 * @return the headers in the order in which they were set, unmodifiable
	 */
	public Map<String, String> headers() {
		return this.values.headers();
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof SendOptions options && this.values.equals(options.values));
	}

	@Override
	public int hashCode() {
		return this.values.hashCode();
	}

	/**
	 * Returns the options that are set, with the names of the headers but not their
	 * values.
	 */
	@Override
	public String toString() {
		return "SendOptions" + this.values;
	}

	/**
	 * For how long a message that is sent again and again is delayed.
	 *
	 * @param quiet how long nobody must have sent it again before it is ready
	 * @param max how long after the first send it is ready in any case
	 */
	public record Debounce(Duration quiet, Duration max) {

		public Debounce {
			Durations.requirePositive("quiet", quiet);
			Durations.requirePositive("max", max);
			if (quiet.compareTo(max) > 0) {
				throw new InvalidValueException("quiet", "must not be longer than max, which is " + max, quiet);
			}
		}

	}

}
