package io.github.redisqueues.internal.monitor;

import java.time.Instant;
import java.util.Optional;

import io.github.redisqueues.queue.QueueStats;

/**
 * What a queue held at a moment.
 *
 * @param at the moment, by this process's clock
 * @param nanos the moment, as {@link System#nanoTime()} tells it
 * @param stats what the queue held
 * @param departures how many messages had left it, empty if that is not known
 */
public record QueueSample(Instant at, long nanos, QueueStats stats, Optional<Departures> departures) {

	/**
	 * How many messages had left a queue.
	 *
	 * @param total how many since the first sample
	 * @param gaps how many times it was not known what a consumer had removed just before
	 * @param at the moment of which that is true, as {@link System#nanoTime()} tells it
	 */
	record Departures(long total, int gaps, long at) {

	}

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
