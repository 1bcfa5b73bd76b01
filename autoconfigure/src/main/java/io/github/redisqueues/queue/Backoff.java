package io.github.redisqueues.queue;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import io.github.redisqueues.internal.validation.Durations;
import io.github.redisqueues.internal.validation.InvalidValueException;

/**
 * How long a message waits before its next attempt: exponential, with full jitter, so
 * that messages that failed together do not come back together. The idea is from the AWS
 * Architecture Blog, "Exponential Backoff And Jitter" (2015).
 *
 * @param initial upper bound of the first delay
 * @param multiplier factor from one upper bound to the next, 1 or more
 * @param max what no upper bound exceeds
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
	 * A delay at random between zero and the upper bound for this attempt.
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
