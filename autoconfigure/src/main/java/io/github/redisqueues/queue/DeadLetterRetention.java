package io.github.redisqueues.queue;

import java.time.Duration;
import java.util.Objects;

import io.github.redisqueues.internal.validation.Durations;
import io.github.redisqueues.internal.validation.InvalidValueException;

/**
 * How long and how many dead letters a queue keeps. Those beyond are deleted, the longest
 * dead first: up to two whenever a message becomes a dead letter, and up to 500 whenever
 * the queue or its dead letters are counted, browsed, searched, updated, cancelled or
 * purged.
 *
 * @param keep how long a dead letter is kept; zero for no limit
 * @param max how many dead letters are kept; 0 for no limit
 */
public record DeadLetterRetention(Duration keep, long max) {

	/**
	 * Keeps all dead letters until they are redriven or deleted.
	 */
	public static final DeadLetterRetention UNLIMITED = new DeadLetterRetention(Duration.ZERO, 0);

	public DeadLetterRetention {
		Objects.requireNonNull(keep, "keep must not be null");
		if (!keep.isZero()) {
			Durations.requirePositive("keep", keep);
		}
		if (max < 0) {
			throw new InvalidValueException("max", "must be 1 or more, or 0 for no bound", max);
		}
	}

}
