package io.github.redisqueues.internal.monitor;

import java.util.List;
import java.util.Optional;

import io.github.redisqueues.internal.monitor.QueueSample.Departures;

/**
 * How many messages came to a queue and left it.
 *
 * @param in messages a second that came: sent, redriven, imported or moved here
 * @param out messages a second that left: handled, polled, made dead letters, cancelled,
 * purged or moved away
 */
public record QueueRates(double in, double out) {

	/**
	 * Consumers tell what they do every ten seconds at the most, so less says nothing.
	 */
	private static final double SHORTEST = 5;

	/**
	 * Which part of what left a queue must have been told of.
	 */
	private static final double LEAST_KNOWN = 0.5;

	/**
	 * Returns the rates over the time of some samples. As many messages came as left and
	 * as there are more now.
	 * @param samples what the queue held, the latest last, without a gap
	 * @return the rates; empty if the time is too short, or if messages left of which no
	 * consumer has told, or may have
	 */
	public static Optional<QueueRates> of(List<QueueSample> samples) {
		if (samples.size() < 2 || samples.stream().anyMatch((sample) -> sample.departures().isEmpty())) {
			return Optional.empty();
		}
		QueueSample first = samples.get(0);
		QueueSample last = samples.get(samples.size() - 1);
		Departures before = first.departures().orElseThrow();
		Departures after = last.departures().orElseThrow();
		if (after.gaps() != before.gaps()) {
			return Optional.empty();
		}
		double seconds = (after.at() - before.at()) / 1e9;
		if (seconds < SHORTEST || last.secondsSince(first) < SHORTEST) {
			return Optional.empty();
		}
		double out = (after.total() - before.total()) / seconds;
		double growth = (last.live() - first.live()) / last.secondsSince(first);
		double in = out + growth;
		if (in >= 0) {
			return Optional.of(new QueueRates(in, out));
		}
		// A consumer that was killed has not told of the last seconds
		return (out < -growth * LEAST_KNOWN) ? Optional.empty() : Optional.of(new QueueRates(0, -growth));
	}

}
