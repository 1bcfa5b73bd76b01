package io.github.redisqueues.queue;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import io.github.redisqueues.internal.validation.Durations;
import io.github.redisqueues.internal.validation.InvalidValueException;

/**
 * Delay before the next attempt of a failed message: exponential with full jitter, so
 * that messages that failed together are not retried together. Follows "Exponential
 * Backoff And Jitter", AWS Architecture Blog (2015). Immutable.
 *
 * @param initial upper bound of the first delay
 * @param multiplier factor by which the upper bound grows with each attempt, 1 or more
 * @param max maximum backoff delay
 */
public record Backoff(Duration initial, double multiplier, Duration max) {

	static final Backoff DEFAULT = new Backoff(Duration.ofSeconds(1), 2, Duration.ofMinutes(1));

	public Backoff {
		Durations.requireNotNegative("initial", initial);
		Durations.requireNotNegative("max", max);
		if (!(multiplier >= 1) || Double.isInfinite(multiplier)) {
			throw new InvalidValueException("multiplier", "must be 1 or more", multiplier);
		}
		if (max.compareTo(initial) < 0) {
			throw new InvalidValueException("max", "must not be below initial (" + initial + ")", max);
		}
	}

	/**
	 * Returns a random delay between zero and the upper bound for this attempt.
	 * @param attempt the attempt that failed, 1 for the first
	 * @return the delay, in whole milliseconds
	 */
	public Duration delayAfter(int attempt) {
		if (attempt < 1) {
			throw new InvalidValueException("attempt", "must be 1 or more", attempt);
		}
		double bound = Math.min(this.initial.toMillis() * Math.pow(this.multiplier, attempt - 1.0),
				this.max.toMillis());
		return Duration.ofMillis(ThreadLocalRandom.current().nextLong((long) bound + 1));
	}

}
