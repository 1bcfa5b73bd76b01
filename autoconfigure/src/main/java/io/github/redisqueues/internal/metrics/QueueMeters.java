package io.github.redisqueues.internal.metrics;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.RedisNotExecutedException;
import io.github.redisqueues.internal.monitor.QueueMonitor;
import io.github.redisqueues.observation.QueueMeterDocumentation;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.QueueStats;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * The meters of one queue. Safe for use by several threads.
 */
final class QueueMeters implements NamedMeters {

	private final String queue;

	private final Meters meters;

	private final Timer wait;

	private final Counter leaseLost;

	private final Map<Death, Counter> dead;

	private final Map<Refusal, Counter> refused;

	private final Map<Failure, Counter> failures;

	private boolean hasGauges;

	QueueMeters(String queue, MeterRegistry registry) {
		this.queue = queue;
		this.meters = new Meters(registry);
		this.wait = this.meters.timer(QueueMeterDocumentation.WAIT, queue);
		this.leaseLost = this.meters.counter(QueueMeterDocumentation.LEASE_LOST, queue);
		this.dead = counters(QueueMeterDocumentation.DEAD, Death.class);
		this.refused = counters(QueueMeterDocumentation.REFUSED, Refusal.class);
		this.failures = counters(QueueMeterDocumentation.REDIS_FAILURES, Failure.class);
	}

	private enum Death {

		MAX_ATTEMPTS, UNREADABLE, INVALID, REJECTED;

		static Death of(String reason) {
			if (reason.startsWith(DeadLetter.MAX_ATTEMPTS)) {
				return MAX_ATTEMPTS;
			}
			if (reason.startsWith(DeadLetter.UNREADABLE)) {
				return UNREADABLE;
			}
			return reason.startsWith(DeadLetter.INVALID) ? INVALID : REJECTED;
		}

	}

	private enum Refusal {

		FULL, PAUSED

	}

	private enum Failure {

		NOT_EXECUTED, REFUSED, UNKNOWN;

		static Failure of(RedisCallFailedException failure) {
			if (failure instanceof RedisNotExecutedException ex) {
				return ex.isRefused() ? REFUSED : NOT_EXECUTED;
			}
			return UNKNOWN;
		}

	}

	private <R extends Enum<R>> Map<R, Counter> counters(QueueMeterDocumentation meter, Class<R> reasons) {
		Map<R, Counter> counters = new EnumMap<>(reasons);
		for (R reason : reasons.getEnumConstants()) {
			counters.put(reason, this.meters.counter(meter, this.queue, reason.name().toLowerCase(Locale.ROOT)));
		}
		return counters;
	}

	/**
	 * Adds the gauges of a queue that the monitor knows, once.
	 */
	synchronized void addGauges(QueueMonitor monitor) {
		if (!this.hasGauges) {
			this.hasGauges = true;
			addGauge(monitor, "ready", QueueStats::ready);
			addGauge(monitor, "delayed", QueueStats::delayed);
			addGauge(monitor, "in_flight", QueueStats::inFlight);
			addGauge(monitor, "dead", QueueStats::dead);
			this.meters.timeGauge(QueueMeterDocumentation.OLDEST_AGE, monitor,
					(source) -> value(source, (stats) -> stats.oldestAge().toMillis()), this.queue);
		}
	}

	private void addGauge(QueueMonitor monitor, String state, ToLongFunction<QueueStats> value) {
		this.meters.gauge(QueueMeterDocumentation.MESSAGES, monitor, (source) -> value(source, value), this.queue,
				state);
	}

	private double value(QueueMonitor monitor, ToLongFunction<QueueStats> value) {
		return monitor.stats(this.queue).map((stats) -> (double) value.applyAsLong(stats)).orElse(Double.NaN);
	}

	synchronized boolean hasGauges() {
		return this.hasGauges;
	}

	void waited(Duration wait) {
		this.wait.record(wait);
	}

	void leaseLost() {
		this.leaseLost.increment();
	}

	void dead(String reason) {
		increment(this.dead, Death.of(reason), 1);
	}

	void full(int count) {
		increment(this.refused, Refusal.FULL, count);
	}

	void paused() {
		increment(this.refused, Refusal.PAUSED, 1);
	}

	void failed(RedisCallFailedException failure) {
		increment(this.failures, Failure.of(failure), 1);
	}

	private static <R> void increment(Map<R, Counter> counters, R reason, int count) {
		Counter counter = counters.get(reason);
		if (counter != null) {
			counter.increment(count);
		}
	}

	@Override
	public synchronized void remove() {
		this.meters.remove();
	}

}
