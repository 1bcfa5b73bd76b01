package io.github.redisqueues.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.github.redisqueues.internal.validation.Durations;
import io.github.redisqueues.internal.validation.Texts;
import org.jspecify.annotations.Nullable;

/**
 * How long to pause a queue, who does it and why. Immutable: every method returns a copy,
 * so that an instance can be a constant. No value may be null.
 */
public final class PauseOptions {

	private static final int MAX_LENGTH = 1_000;

	private static final PauseOptions DEFAULTS = new PauseOptions(null, null, null, null);

	private final @Nullable String reason;

	private final @Nullable String by;

	private final @Nullable Duration duration;

	private final @Nullable Instant until;

	private PauseOptions(@Nullable String reason, @Nullable String by, @Nullable Duration duration,
			@Nullable Instant until) {
		this.reason = reason;
		this.by = by;
		this.duration = duration;
		this.until = until;
	}

	/**
	 * Returns options for a pause without an end, a name or a reason.
	 * @return the default options
	 */
	public static PauseOptions defaults() {
		return DEFAULTS;
	}

	/**
	 * Sets why the queue is paused.
	 * @param reason 1 to 1,000 characters
	 * @return a copy
	 * @throws IllegalArgumentException if it is empty, too long or contains half a
	 * surrogate pair
	 */
	public PauseOptions reason(String reason) {
		Texts.requireLength("reason", reason, 1, MAX_LENGTH);
		return new PauseOptions(reason, this.by, this.duration, this.until);
	}

	/**
	 * Sets who pauses the queue.
	 * @param by 1 to 1,000 characters, such as the name of an operator
	 * @return a copy
	 * @throws IllegalArgumentException if it is empty, too long or contains half a
	 * surrogate pair
	 */
	public PauseOptions by(String by) {
		Texts.requireLength("by", by, 1, MAX_LENGTH);
		return new PauseOptions(this.reason, by, this.duration, this.until);
	}

	/**
	 * Sets how long the pause lasts. Replaces {@link #until(Instant)}.
	 * @param duration a millisecond or more
	 * @return a copy
	 * @throws IllegalArgumentException if it is shorter than a millisecond or longer than
	 * 10,000 days
	 */
	public PauseOptions duration(Duration duration) {
		Durations.requirePositive("duration", duration);
		return new PauseOptions(this.reason, this.by, duration, null);
	}

	/**
	 * Sets when the pause ends, by the server's clock. A moment in the past ends a pause
	 * at once. Replaces {@link #duration(Duration)}.
	 * @param until the moment, between the years 1970 and 9999
	 * @return a copy
	 * @throws IllegalArgumentException if the moment is out of that range
	 */
	public PauseOptions until(Instant until) {
		Durations.requireWritable("until", until);
		return new PauseOptions(this.reason, this.by, null, until);
	}

	/**
	 * Returns why the queue is paused.
	 * @return the reason, empty if there is none
	 */
	public Optional<String> reason() {
		return Optional.ofNullable(this.reason);
	}

	/**
	 * Returns who pauses the queue.
	 * @return the name, empty if there is none
	 */
	public Optional<String> by() {
		return Optional.ofNullable(this.by);
	}

	/**
	 * Returns how long the pause lasts.
	 * @return the time, empty if it has no end or ends at a moment
	 */
	public Optional<Duration> duration() {
		return Optional.ofNullable(this.duration);
	}

	/**
	 * Returns when the pause ends.
	 * @return the moment, empty if it has no end or lasts for a time
	 */
	public Optional<Instant> until() {
		return Optional.ofNullable(this.until);
	}

	@Override
	public String toString() {
		return "PauseOptions[reason=" + this.reason + ", by=" + this.by + ", duration=" + this.duration + ", until="
				+ this.until + "]";
	}

}
