package io.github.redisqueues.internal.monitor;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What one queue held in the last minutes, without a gap: after one it begins anew. Safe
 * for use by several threads.
 */
final class QueueHistory {

	private final long kept;

	private final long stale;

	private final Deque<QueueSample> samples = new ArrayDeque<>();

	/**
	 * Begins a history.
	 * @param kept for how long samples are kept
	 * @param stale after what time without another one a sample is worth nothing
	 */
	QueueHistory(Duration kept, Duration stale) {
		this.kept = kept.toNanos();
		this.stale = stale.toNanos();
	}

	synchronized void add(QueueSample sample) {
		if (!isFresh(sample.nanos())) {
			this.samples.clear();
		}
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
