package io.github.redisqueues.internal.monitor;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How the backlog of a queue develops, from what it held in the last minutes. The growth
 * is that of the queue, over all processes that use it.
 *
 * @param verdict what is to be expected
 * @param backlog how many messages are ready
 * @param growth by how many messages a second the backlog grows, negative if it shrinks;
 * empty if it is not known yet
 * @param rates how many messages a second come and leave, whether they are ready or not;
 * empty if that is not known
 * @param emptyAt when the backlog is gone at this rate, by this process's clock; empty
 * unless the verdict is {@link Verdict#EMPTY_AT}
 */
public record QueueForecast(Verdict verdict, long backlog, OptionalDouble growth, Optional<QueueRates> rates,
		Optional<Instant> emptyAt) {

	/**
	 * Over how much time the growth is measured.
	 */
	static final Duration WINDOW = Duration.ofMinutes(5);

	/**
	 * A backlog that is not gone within this time is gone "never at this rate".
	 */
	private static final Duration HORIZON = Duration.ofDays(30);

	/**
	 * Fewer samples show no trend.
	 */
	private static final int MIN_SAMPLES = 3;

	/**
	 * What is to be expected of a backlog.
	 */
	public enum Verdict {

		/**
		 * There is no backlog.
		 */
		EMPTY,

		/**
		 * The backlog shrinks, and will be gone.
		 */
		EMPTY_AT,

		/**
		 * At this rate the backlog is never gone.
		 */
		NEVER,

		/**
		 * The queue is not known for long enough.
		 */
		UNKNOWN

	}

	/**
	 * Makes a forecast.
	 * @param samples what the queue held, the latest last, without a gap
	 * @return the forecast
	 */
	static QueueForecast of(List<QueueSample> samples) {
		if (samples.isEmpty()) {
			return new QueueForecast(Verdict.UNKNOWN, 0, OptionalDouble.empty(), Optional.empty(), Optional.empty());
		}
		QueueSample latest = samples.get(samples.size() - 1);
		long backlog = latest.stats().ready();
		List<QueueSample> recent = samples.stream()
			.filter((sample) -> latest.secondsSince(sample) <= WINDOW.toSeconds())
			.toList();
		OptionalDouble growth = growth(recent);
		Optional<QueueRates> rates = QueueRates.of(recent);
		if (backlog == 0) {
			return new QueueForecast(Verdict.EMPTY, 0, growth, rates, Optional.empty());
		}
		if (growth.isEmpty()) {
			return new QueueForecast(Verdict.UNKNOWN, backlog, growth, rates, Optional.empty());
		}
		double seconds = backlog / -growth.getAsDouble();
		if (growth.getAsDouble() >= 0 || seconds > HORIZON.toSeconds()) {
			return new QueueForecast(Verdict.NEVER, backlog, growth, rates, Optional.empty());
		}
		return new QueueForecast(Verdict.EMPTY_AT, backlog, growth, rates,
				Optional.of(latest.at().plusMillis((long) (seconds * 1000)).truncatedTo(ChronoUnit.SECONDS)));
	}

	/**
	 * Returns the slope of the line that fits the samples best, so that one of them does
	 * not decide.
	 */
	private static OptionalDouble growth(List<QueueSample> samples) {
		if (samples.size() < MIN_SAMPLES) {
			return OptionalDouble.empty();
		}
		QueueSample first = samples.get(0);
		double meanTime = samples.stream().mapToDouble((sample) -> sample.secondsSince(first)).average().orElse(0);
		double meanReady = samples.stream().mapToLong((sample) -> sample.stats().ready()).average().orElse(0);
		double products = 0;
		double squares = 0;
		for (QueueSample sample : samples) {
			double time = sample.secondsSince(first) - meanTime;
			products += time * (sample.stats().ready() - meanReady);
			squares += time * time;
		}
		return (squares > 0) ? OptionalDouble.of(products / squares) : OptionalDouble.empty();
	}

	/**
	 * Returns the forecast in words.
	 * @return such as {@code empty at about 2026-11-26T04:10:00Z}
	 */
	@Override
	public String toString() {
		return switch (this.verdict) {
			case EMPTY -> "empty";
			case EMPTY_AT -> "empty at about " + this.emptyAt.map(Instant::toString).orElse("?");
			case NEVER -> "never at this rate";
			case UNKNOWN -> "not known yet";
		};
	}

}
