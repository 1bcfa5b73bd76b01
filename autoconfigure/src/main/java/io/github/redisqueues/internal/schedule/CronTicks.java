package io.github.redisqueues.internal.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Objects;
import java.util.Optional;

import org.springframework.scheduling.support.CronExpression;

/**
 * The moments of a cron expression in a zone.
 *
 * @param expression the expression
 * @param zone the zone
 */
record CronTicks(CronExpression expression, ZoneId zone) implements Ticks {

	private static final Duration SHORTEST = Duration.ofSeconds(1);

	static CronTicks of(String expression, ZoneId zone) {
		Objects.requireNonNull(expression, "expression must not be null");
		Objects.requireNonNull(zone, "zone must not be null");
		CronTicks ticks = new CronTicks(CronExpression.parse(expression), zone);
		// From the year 2000 on, so that the answer is the same on every day
		if (ticks.after(Instant.parse("2000-01-01T00:00:00Z")).isEmpty()) {
			throw new IllegalArgumentException("Cron expression \"" + expression + "\" never falls due");
		}
		return ticks;
	}

	@Override
	public Optional<Instant> after(Instant moment) {
		return Optional.ofNullable(this.expression.next(ZonedDateTime.ofInstant(moment, this.zone)))
			.map(ZonedDateTime::toInstant);
	}

	/**
	 * An expression can only be asked for what comes next, so this looks back over longer
	 * and longer spans, and then halves the span in which the tick lies.
	 */
	@Override
	public Optional<Instant> latest(Instant start, Instant moment) {
		Instant from = moment;
		for (Duration span = SHORTEST; from.isAfter(start) && !hasTick(from, moment); span = span.multipliedBy(2)) {
			from = moment.minus(span);
			if (from.isBefore(start)) {
				from = start;
			}
		}
		Instant to = moment;
		while (Duration.between(from, to).compareTo(SHORTEST) > 0) {
			Instant middle = from.plus(Duration.between(from, to).dividedBy(2));
			if (hasTick(middle, moment)) {
				from = middle;
			}
			else {
				to = middle;
			}
		}
		return after(from).filter((tick) -> !tick.isAfter(moment));
	}

	private boolean hasTick(Instant after, Instant moment) {
		return after(after).filter((tick) -> !tick.isAfter(moment)).isPresent();
	}

	@Override
	public String toString() {
		return "cron " + this.expression + " in " + this.zone;
	}

}
