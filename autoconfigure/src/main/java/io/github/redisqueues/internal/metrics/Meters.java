package io.github.redisqueues.internal.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.github.redisqueues.observation.QueueMeterDocumentation;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;

/**
 * Registers the meters of one queue, listener, schedule or lock, and removes all of them
 * together. Not safe for use by several threads at the same time.
 */
final class Meters {

	/**
	 * The value of a tag that would be empty.
	 */
	private static final String NONE = "none";

	private final MeterRegistry registry;

	private final List<Meter> registered = new ArrayList<>();

	Meters(MeterRegistry registry) {
		this.registry = registry;
	}

	Counter counter(QueueMeterDocumentation meter, String... values) {
		return add(Counter.builder(meter.getName())
			.baseUnit(meter.getBaseUnit())
			.tags(tags(meter, values))
			.register(this.registry));
	}

	Timer timer(QueueMeterDocumentation meter, String... values) {
		return add(Timer.builder(meter.getName()).tags(tags(meter, values)).register(this.registry));
	}

	<T> void gauge(QueueMeterDocumentation meter, T source, ToDoubleFunction<T> value, String... values) {
		add(Gauge.builder(meter.getName(), source, value)
			.baseUnit(meter.getBaseUnit())
			.tags(tags(meter, values))
			.strongReference(true)
			.register(this.registry));
	}

	/**
	 * Registers a gauge of milliseconds in the registry's unit of time.
	 */
	<T> void timeGauge(QueueMeterDocumentation meter, T source, ToDoubleFunction<T> millis, String... values) {
		add(TimeGauge.builder(meter.getName(), source, TimeUnit.MILLISECONDS, millis)
			.tags(tags(meter, values))
			.strongReference(true)
			.register(this.registry));
	}

	private <M extends Meter> M add(M meter) {
		this.registered.add(meter);
		return meter;
	}

	private static Tags tags(QueueMeterDocumentation meter, String... values) {
		KeyName[] keys = meter.getKeyNames();
		List<Tag> tags = new ArrayList<>(keys.length);
		for (int i = 0; i < keys.length; i++) {
			tags.add(Tag.of(keys[i].asString(), values[i].isEmpty() ? NONE : values[i]));
		}
		return Tags.of(tags);
	}

	void remove() {
		this.registered.forEach(this.registry::remove);
		this.registered.clear();
	}

}
