package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.github.redisqueues.internal.fleet.ConsumerReport;
import io.github.redisqueues.queue.QueueStats;

/**
 * What a queue holds, and what processes have told of themselves as its consumers.
 *
 * @param stats what it holds
 * @param consumers what the processes have told in the last two minutes; empty if that is
 * not known, because this process does not take part or there are too many
 */
public record QueueReading(QueueStats stats, Optional<List<Told>> consumers) {

	/**
	 * What a process has told.
	 *
	 * @param age how long ago that was
	 * @param report what it was
	 */
	public record Told(Duration age, ConsumerReport report) {

	}

}
