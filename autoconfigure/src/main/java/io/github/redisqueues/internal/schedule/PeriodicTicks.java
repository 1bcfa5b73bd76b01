package io.github.redisqueues.internal.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

import io.github.redisqueues.internal.validation.Durations;
import io.github.redisqueues.internal.validation.InvalidValueException;

/**
 * The multiples of a duration since the epoch.
 *
 * @param period the duration
 */
record PeriodicTicks(Duration period) implements Ticks {

	PeriodicTicks {
		Objects.requireNonNull(period, "period must not be null");
		if (period.compareTo(Duration.ofMillis(1)) < 0 || period.compareTo(Durations.LONGEST) > 0
				|| period.toNanosPart() % 1_000_000 != 0) {
			throw new InvalidValueException("period", "must be 1ms to 10000 days, in whole milliseconds", period);
		}
	}

	@Override
	public Optional<Instant> after(Instant moment) {
		return Optional.of(floor(moment).plus(this.period));
	}

	@Override
	public Optional<Instant> latest(Instant start, Instant moment) {
		return Optional.of(floor(moment)).filter((tick) -> tick.isAfter(start));
	}

	private Instant floor(Instant moment) {
		long millis = moment.toEpochMilli();
		return Instant.ofEpochMilli(millis - Math.floorMod(millis, this.period.toMillis()));
	}

	@Override
	public String toString() {
		return "every " + this.period;
	}

}
