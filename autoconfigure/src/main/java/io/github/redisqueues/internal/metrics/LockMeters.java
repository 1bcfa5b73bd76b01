package io.github.redisqueues.internal.metrics;

import java.time.Duration;

import io.github.redisqueues.observation.QueueMeterDocumentation;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * The meters of one lock. Safe for use by several threads.
 */
final class LockMeters implements NamedMeters {

	private final Meters meters;

	private final Timer hold;

	private final Counter lost;

	LockMeters(String lock, MeterRegistry registry) {
		this.meters = new Meters(registry);
		this.hold = this.meters.timer(QueueMeterDocumentation.LOCK_HOLD, lock);
		this.lost = this.meters.counter(QueueMeterDocumentation.LOCK_LOST, lock);
	}

	void held(Duration held, boolean wasLost) {
		this.hold.record(held);
		if (wasLost) {
			this.lost.increment();
		}
	}

	@Override
	public void remove() {
		this.meters.remove();
	}

}
