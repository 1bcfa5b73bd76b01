package io.github.redisqueues.internal.monitor;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.redisqueues.internal.fleet.ConsumerReport;
import io.github.redisqueues.internal.queue.QueueReading.Told;
import io.github.redisqueues.internal.monitor.QueueSample.Departures;

/**
 * Adds up how many messages the consumers of a queue have removed from it since the first
 * reading. Each process tells its own total now and then, so the sum is that of a moment
 * a few seconds ago. For use by one thread.
 */
final class DepartureCount {

	/**
	 * A process that has not told anything for this time did nothing meanwhile, or is
	 * gone. A little longer than the pause between two reports.
	 */
	private static final long SILENT = Duration.ofSeconds(12).toNanos();

	private final Map<String, Consumer> consumers = new HashMap<>();

	private long total;

	private int gaps;

	private long previous;

	private boolean begun;

	/**
	 * Adds a reading.
	 * @param now the moment of the reading
	 * @param told what the consumers have told, empty if that is not known
	 * @return how many messages have left the queue, empty if that is not known
	 */
	Optional<Departures> add(long now, Optional<List<Told>> told) {
		if (told.isEmpty()) {
			this.consumers.clear();
			this.begun = false;
			this.total = 0;
			return Optional.empty();
		}
		told.get().forEach((one) -> add(now, one.age().toNanos(), one.report()));
		this.consumers.values().removeIf((consumer) -> now - consumer.at > QueueMonitor.KEPT.toNanos());
		this.begun = true;
		this.previous = now;
		return Optional.of(new Departures(this.total, this.gaps, now - lag(now)));
	}

	private void add(long now, long age, ConsumerReport report) {
		Consumer consumer = this.consumers.get(report.id());
		if (consumer == null) {
			consumer = new Consumer();
			this.consumers.put(report.id(), consumer);
			// One that began earlier was cut off, or silent since before the first
			// reading
			boolean isNew = this.begun && age + report.countedFor().toNanos() <= now - this.previous + SILENT;
			consumer.removed = isNew ? 0 : report.removed();
			consumer.at = now - age;
			consumer.latest = -1;
			if (!isNew) {
				this.gaps += (this.begun && report.removed() > 0) ? 1 : 0;
				return;
			}
		}
		else if (now - age - consumer.at <= 0 && report.removed() <= consumer.removed) {
			return;
		}
		consumer.at = now - age;
		consumer.latest = Math.max(0, report.removed() - consumer.removed);
		consumer.removed += consumer.latest;
		this.total += consumer.latest;
	}

	/**
	 * Returns how old the total is: the mean age of the reports of those that are at
	 * work, by how much they do.
	 */
	private long lag(long now) {
		boolean areKnown = this.consumers.values().stream().anyMatch((consumer) -> consumer.latest > 0);
		double weights = 0;
		double ages = 0;
		for (Consumer consumer : this.consumers.values()) {
			long age = now - consumer.at;
			if (age <= SILENT) {
				double weight = areKnown ? Math.max(0, consumer.latest) : 1;
				weights += weight;
				ages += weight * age;
			}
		}
		return (weights > 0) ? (long) (ages / weights) : 0;
	}

	/**
	 * What is known of a consumer.
	 */
	private static final class Consumer {

		private long removed;

		/**
		 * When it last told something.
		 */
		private long at;

		/**
		 * How many messages it had removed then since it told something before, -1 if
		 * that is not known.
		 */
		private long latest;

	}

}
