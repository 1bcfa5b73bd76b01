package io.github.redisqueues.internal.endpoint;

import java.time.Instant;
import java.util.List;

import io.github.redisqueues.internal.monitor.QueueSample;
import io.github.redisqueues.queue.QueueStats;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What a queue held in the last minutes, as the endpoint shows it.
 *
 * @param queue name of the queue
 * @param points the counts, the latest last
 */
public record HistoryDescriptor(String queue, List<Point> points) implements OperationResponseBody {

	static HistoryDescriptor of(String queue, List<QueueSample> samples) {
		return new HistoryDescriptor(queue, samples.stream().map(Point::of).toList());
	}

	/**
	 * What a queue held at a moment.
	 *
	 * @param time the moment
	 * @param ready messages that could be taken, and those behind them in their groups
	 * @param delayed messages that were not due
	 * @param inFlight messages that a consumer had leased
	 * @param dead dead letters
	 * @param oldestAgeMillis since when the oldest ready message waited, null if none did
	 */
	public record Point(Instant time, long ready, long delayed, long inFlight, long dead,
			@Nullable Long oldestAgeMillis) {

		static Point of(QueueSample sample) {
			QueueStats stats = sample.stats();
			return new Point(sample.at(), stats.ready(), stats.delayed(), stats.inFlight(), stats.dead(),
					(stats.ready() > 0) ? stats.oldestAge().toMillis() : null);
		}

	}

}
