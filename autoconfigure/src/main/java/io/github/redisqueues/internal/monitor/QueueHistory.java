package io.github.redisqueues.internal.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

import io.github.redisqueues.internal.queue.QueueReading;

/**
 * What one queue held in the last minutes, without a gap: after one it begins anew. Safe
 * for use by several threads.
 */
final class QueueHistory {

	private final long kept;

	private final long stale;

	private final Deque<QueueSample> samples = new ArrayDeque<>();

	private DepartureCount departures = new DepartureCount();

	/**
	 * Begins a history.
	 * @param kept for how long samples are kept
	 * @param stale after what time without another one a sample is worth nothing
	 */
	QueueHistory(Duration kept, Duration stale) {
		this.kept = kept.toNanos();
		this.stale = stale.toNanos();
	}

	/**
	 * Adds what was read just now.
	 */
	void add(QueueReading reading) {
		add(Instant.now(), System.nanoTime(), reading);
	}

	synchronized void add(Instant at, long nanos, QueueReading reading) {
		if (!isFresh(nanos)) {
			this.samples.clear();
			this.departures = new DepartureCount();
		}
		QueueSample sample = new QueueSample(at, nanos, reading.stats(),
				this.departures.add(nanos, reading.consumers()));
		while (!this.samples.isEmpty() && sample.nanos() - this.samples.getFirst().nanos() > this.kept) {
			this.samples.removeFirst();
		}
		this.samples.addLast(sample);
	}

	private boolean isFresh(long now) {
		return !this.samples.isEmpty() && now - this.samples.getLast().nanos() <= this.stale;
	}

	/**
	 * Returns the samples, the latest last; none if it is stale.
	 */
	synchronized List<QueueSample> samples(long now) {
		return isFresh(now) ? List.copyOf(this.samples) : List.of();
	}

	/**
	 * Returns the latest sample unless it is stale.
	 */
	synchronized Optional<QueueSample> latest(long now) {
		return isFresh(now) ? Optional.of(this.samples.getLast()) : Optional.empty();
	}

}
