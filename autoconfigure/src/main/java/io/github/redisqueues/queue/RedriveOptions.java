package io.github.redisqueues.queue;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

import io.github.redisqueues.internal.validation.InvalidValueException;
import io.github.redisqueues.internal.validation.Texts;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters a job redrives, how fast, and when it stops itself. A dead letter
 * must match all that is said about it. Immutable: every method returns a copy, so that
 * an instance can be a constant. No value may be null.
 */
public final class RedriveOptions {

	/**
	 * Ten messages a second.
	 */
	public static final Rate DEFAULT_RATE = Rate.of(10, Duration.ofSeconds(1));

	/**
	 * One in ten.
	 */
	public static final double DEFAULT_MAX_FAILURE_RATIO = 0.1;

	private static final int MAX_LENGTH = 500;

	private static final int MAX_NAME_LENGTH = 100;

	private static final RedriveOptions DEFAULTS = new RedriveOptions(null, null, null, DEFAULT_RATE,
			DEFAULT_MAX_FAILURE_RATIO, 0, null);

	private final @Nullable String fingerprint;

	private final @Nullable String reason;

	private final @Nullable String exception;

	private final Rate rate;

	private final double maxFailureRatio;

	private final int max;

	private final @Nullable String startedBy;

	private RedriveOptions(@Nullable String fingerprint, @Nullable String reason, @Nullable String exception, Rate rate,
			double maxFailureRatio, int max, @Nullable String startedBy) {
		this.fingerprint = fingerprint;
		this.reason = reason;
		this.exception = exception;
		this.rate = rate;
		this.maxFailureRatio = maxFailureRatio;
		this.max = max;
		this.startedBy = startedBy;
	}

	/**
	 * Returns options for all dead letters, ten a second, to stop if more than one in ten
	 * fails again.
	 * @return the default options
	 */
	public static RedriveOptions defaults() {
		return DEFAULTS;
	}

	/**
	 * Redrives only the dead letters of one group.
	 * @param fingerprint {@link DeadLetterGroup#fingerprint()} of the group
	 * @return a copy
	 * @throws IllegalArgumentException if it is empty or longer than 500 characters
	 */
	public RedriveOptions fingerprint(String fingerprint) {
		return new RedriveOptions(text("fingerprint", fingerprint), this.reason, this.exception, this.rate,
				this.maxFailureRatio, this.max, this.startedBy);
	}

	/**
	 * Redrives only the dead letters with one kind of reason.
	 * @param reason {@link DeadLetterGroup#reason()}: {@value DeadLetter#MAX_ATTEMPTS},
	 * {@value DeadLetter#EXPIRED}, {@value DeadLetter#UNREADABLE},
	 * {@value DeadLetter#INVALID} or {@code rejected}
	 * @return a copy
	 * @throws IllegalArgumentException if it is empty or longer than 500 characters
	 */
	public RedriveOptions reason(String reason) {
		return new RedriveOptions(this.fingerprint, text("reason", reason), this.exception, this.rate,
				this.maxFailureRatio, this.max, this.startedBy);
	}

	/**
	 * Redrives only the dead letters whose root cause was an exception of this class.
	 * @param exception {@link DeadLetterGroup#exception()}, the full name of the class
	 * @return a copy
	 * @throws IllegalArgumentException if it is empty or longer than 500 characters
	 */
	public RedriveOptions exception(String exception) {
		return new RedriveOptions(this.fingerprint, this.reason, text("exception", exception), this.rate,
				this.maxFailureRatio, this.max, this.startedBy);
	}

	private static String text(String name, String text) {
		return Texts.requireLength(name, text, 1, MAX_LENGTH);
	}

	/**
	 * Sets how many messages are redriven per period, after the first eleven.
	 * @param rate the rate
	 * @return a copy
	 */
	public RedriveOptions rate(Rate rate) {
		Objects.requireNonNull(rate, "rate must not be null");
		return new RedriveOptions(this.fingerprint, this.reason, this.exception, rate, this.maxFailureRatio, this.max,
				this.startedBy);
	}

	/**
	 * Sets how many of the last 100 redriven messages may fail again before the job stops
	 * itself. While it knows the outcome of fewer than eleven, it counts eleven.
	 * @param maxFailureRatio 0 to stop at the first failure, up to 1 to stop only if the
	 * very first message fails
	 * @return a copy
	 * @throws IllegalArgumentException if the ratio is not in that range
	 */
	public RedriveOptions maxFailureRatio(double maxFailureRatio) {
		if (!(maxFailureRatio >= 0 && maxFailureRatio <= 1)) {
			throw new InvalidValueException("maxFailureRatio", "must be 0 to 1", maxFailureRatio);
		}
		return new RedriveOptions(this.fingerprint, this.reason, this.exception, this.rate, maxFailureRatio, this.max,
				this.startedBy);
	}

	/**
	 * Sets how many messages are redriven at most.
	 * @param max maximum number, 1 or more
	 * @return a copy
	 * @throws IllegalArgumentException if it is not positive
	 */
	public RedriveOptions max(int max) {
		if (max < 1) {
			throw new InvalidValueException("max", "must be positive", max);
		}
		return new RedriveOptions(this.fingerprint, this.reason, this.exception, this.rate, this.maxFailureRatio, max,
				this.startedBy);
	}

	/**
	 * Sets who starts the job.
	 * @param startedBy 1 to 100 characters, such as the name of an operator
	 * @return a copy
	 * @throws IllegalArgumentException if it is empty or too long
	 */
	public RedriveOptions startedBy(String startedBy) {
		Texts.requireLength("startedBy", startedBy, 1, MAX_NAME_LENGTH);
		return new RedriveOptions(this.fingerprint, this.reason, this.exception, this.rate, this.maxFailureRatio,
				this.max, startedBy);
	}

	/**
	 * Returns the fingerprint of the group.
	 * @return the fingerprint, empty for any
	 */
	public Optional<String> fingerprint() {
		return Optional.ofNullable(this.fingerprint);
	}

	/**
	 * Returns the kind of reason.
	 * @return the kind, empty for any
	 */
	public Optional<String> reason() {
		return Optional.ofNullable(this.reason);
	}

	/**
	 * Returns the class of the root cause.
	 * @return the full name of the class, empty for any
	 */
	public Optional<String> exception() {
		return Optional.ofNullable(this.exception);
	}

	/**
	 * Returns how many messages are redriven per period, after the first eleven.
	 * @return the rate
	 */
	public Rate rate() {
		return this.rate;
	}

	/**
	 * Returns how many of the last 100 redriven messages may fail again.
	 * @return the ratio, 0 to 1
	 */
	public double maxFailureRatio() {
		return this.maxFailureRatio;
	}

	/**
	 * Returns how many messages are redriven at most.
	 * @return the number, empty for any
	 */
	public OptionalInt max() {
		return (this.max > 0) ? OptionalInt.of(this.max) : OptionalInt.empty();
	}

	/**
	 * Returns who starts the job.
	 * @return the name, empty if it is not given
	 */
	public Optional<String> startedBy() {
		return Optional.ofNullable(this.startedBy);
	}

	@Override
	public String toString() {
		return "RedriveOptions[fingerprint=" + this.fingerprint + ", reason=" + this.reason + ", exception="
				+ this.exception + ", rate=" + this.rate + ", maxFailureRatio=" + this.maxFailureRatio + ", max="
				+ this.max + ", startedBy=" + this.startedBy + "]";
	}

}
