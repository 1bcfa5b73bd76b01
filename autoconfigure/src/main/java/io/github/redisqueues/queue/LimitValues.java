package io.github.redisqueues.queue;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The limits of a queue that can be changed while it is in use.
 *
 * @param capacity maximum number of ready, delayed and in-flight messages; 0 for no limit
 * @param maxInFlight maximum number of messages that all processes together lease at a
 * time; 0 for no limit
 * @param rate maximum rate at which all processes together take messages; empty for no
 * limit
 * @param concurrency how many messages, or batches, each listener of the queue handles at
 * a time in each process; empty if the setting of each listener applies
 */
public record LimitValues(long capacity, int maxInFlight, Optional<Rate> rate, OptionalInt concurrency) {

	public LimitValues {
		Objects.requireNonNull(rate, "rate must not be null");
		Objects.requireNonNull(concurrency, "concurrency must not be null");
	}

}
