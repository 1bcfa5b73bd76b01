package io.github.redisqueues.internal.metrics;

import io.github.redisqueues.internal.listener.DefaultQueueListenerContainer;
import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.observation.QueueMeterDocumentation;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * The meters of one listener of a queue. Safe for use by several threads.
 */
final class ListenerMeters implements NamedMeters {

	private final Meters meters;

	ListenerMeters(QueueListenerContainer<?> container, MeterRegistry registry) {
		this.meters = new Meters(registry);
		String queue = container.queue().name();
		this.meters.gauge(QueueMeterDocumentation.WORKERS, container, ListenerMeters::busy, container.id(), queue,
				"busy");
		this.meters.gauge(QueueMeterDocumentation.WORKERS, container,
				(source) -> Math.max(source.workers() - busy(source), 0), container.id(), queue, "idle");
	}

	/**
	 * Returns how many workers are busy. Of another implementation than ours it is only
	 * known how many messages it holds.
	 */
	private static int busy(QueueListenerContainer<?> container) {
		return (container instanceof DefaultQueueListenerContainer<?> ours) ? ours.busyWorkers()
				: Math.min(container.inFlight(), container.workers());
	}

	@Override
	public void remove() {
		this.meters.remove();
	}

}
