package io.github.redisqueues.internal.monitor;

import java.time.Instant;

import io.github.redisqueues.queue.QueueStats;

/**
 * What a queue held at a moment.
 *
 * @param at the moment, by this process's clock
 * @param nanos the moment, as {@link System#nanoTime()} tells it
 * @param stats what the queue held
 */
public record QueueSample(Instant at, long nanos, QueueStats stats) {

	/**
	 * Returns how many messages have yet to be handled, now or when they are due.
	 * @return the number of messages that are not dead
	 */
	long live() {
		return this.stats.ready() + this.stats.delayed() + this.stats.inFlight();
	}

	/**
	 * Returns the time since another sample.
	 * @param earlier the other sample
	 * @return the seconds
	 */
	public double secondsSince(QueueSample earlier) {
		return (this.nanos - earlier.nanos) / 1e9;
	}

}
