package io.github.redisqueues.internal.schedule;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

import io.github.redisqueues.internal.validation.Durations;
import io.github.redisqueues.internal.validation.InvalidValueException;

/**
 * The multiples of a period since the epoch.
 *
 * @param period the period
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
	public Optional<Instant> after(Instant time) {
		return Optional.of(floor(time).plus(this.period));
	}

	@Override
	public Optional<Instant> latest(Instant start, Instant end) {
		return Optional.of(floor(end)).filter((tick) -> tick.isAfter(start));
	}

	private Instant floor(Instant time) {
		long millis = time.toEpochMilli();
		return Instant.ofEpochMilli(millis - Math.floorMod(millis, this.period.toMillis()));
	}

	@Override
	public String toString() {
		return "every " + this.period;
	}

}
