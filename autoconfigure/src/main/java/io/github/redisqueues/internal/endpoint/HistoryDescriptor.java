package io.github.redisqueues.internal.endpoint;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

import io.github.redisqueues.internal.monitor.QueueRates;
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

	/**
	 * Over how many seconds the rates are measured. Consumers tell every ten seconds how
	 * much they have done.
	 */
	private static final int RATE_SECONDS = 60;

	static HistoryDescriptor of(String queue, List<QueueSample> samples) {
		return new HistoryDescriptor(queue,
				IntStream.range(0, samples.size())
					.mapToObj((i) -> Point.of(samples.get(i), rates(samples, i)))
					.toList());
	}

	/**
	 * Returns the rates in the time before a sample.
	 */
	private static @Nullable QueueRates rates(List<QueueSample> samples, int index) {
		int first = index;
		while (first > 0 && samples.get(index).secondsSince(samples.get(first - 1)) <= RATE_SECONDS) {
			first--;
		}
		return QueueRates.of(samples.subList(first, index + 1)).orElse(null);
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
	 * @param inPerSecond messages a second that came in the minute before, null if that
	 * is not known
	 * @param outPerSecond messages a second that left in the minute before, null if that
	 * is not known
	 */
	public record Point(Instant time, long ready, long delayed, long inFlight, long dead,
			@Nullable Long oldestAgeMillis, @Nullable Double inPerSecond, @Nullable Double outPerSecond) {

		static Point of(QueueSample sample, @Nullable QueueRates rates) {
			QueueStats stats = sample.stats();
			return new Point(sample.at(), stats.ready(), stats.delayed(), stats.inFlight(), stats.dead(),
					(stats.ready() > 0) ? stats.oldestAge().toMillis() : null, (rates != null) ? rates.in() : null,
					(rates != null) ? rates.out() : null);
		}

	}

}
