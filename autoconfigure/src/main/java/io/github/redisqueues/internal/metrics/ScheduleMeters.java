package io.github.redisqueues.internal.metrics;

import java.time.Duration;

import io.github.redisqueues.internal.queue.SchedulableQueue.Outcome;
import io.github.redisqueues.observation.QueueMeterDocumentation;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * The meters of one schedule of a queue. Safe for use by several threads.
 */
final class ScheduleMeters implements NamedMeters {

	/**
	 * A tick is late if it is sent after that time.
	 */
	private static final Duration LATE = Duration.ofSeconds(1);

	private final Meters meters;

	private final Counter sent;

	private final Counter late;

	private final Counter skipped;

	ScheduleMeters(String schedule, String queue, MeterRegistry registry) {
		this.meters = new Meters(registry);
		this.sent = counter(schedule, queue, "sent");
		this.late = counter(schedule, queue, "late");
		this.skipped = counter(schedule, queue, "skipped");
	}

	private Counter counter(String schedule, String queue, String outcome) {
		return this.meters.counter(QueueMeterDocumentation.SCHEDULE_TICKS, schedule, queue, outcome);
	}

	void ticked(Outcome outcome, Duration late) {
		switch (outcome) {
			case SENT -> ((late.compareTo(LATE) > 0) ? this.late : this.sent).increment();
			case LATE -> this.skipped.increment();
			default -> {
				// Another process has sent it, or it is tried again
			}
		}
	}

	@Override
	public void remove() {
		this.meters.remove();
	}

}
