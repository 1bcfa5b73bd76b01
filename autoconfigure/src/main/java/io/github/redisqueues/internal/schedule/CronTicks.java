package io.github.redisqueues.internal.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Objects;
import java.util.Optional;

import org.springframework.scheduling.support.CronExpression;

/**
 * The times of a cron expression in a time zone.
 *
 * @param expression the expression
 * @param zone the time zone
 */
record CronTicks(CronExpression expression, ZoneId zone) implements Ticks {

	private static final Duration SHORTEST_PERIOD = Duration.ofSeconds(1);

	static CronTicks of(String expression, ZoneId zone) {
		Objects.requireNonNull(expression, "expression must not be null");
		Objects.requireNonNull(zone, "zone must not be null");
		CronTicks ticks = new CronTicks(CronExpression.parse(expression), zone);
		// From a fixed date, so that the result does not depend on the current one
		if (ticks.after(Instant.parse("2000-01-01T00:00:00Z")).isEmpty()) {
			throw new IllegalArgumentException("Cron expression \"" + expression + "\" never matches a date");
		}
		return ticks;
	}

	@Override
	public Optional<Instant> after(Instant time) {
		return Optional.ofNullable(this.expression.next(ZonedDateTime.ofInstant(time, this.zone)))
			.map(ZonedDateTime::toInstant);
	}

	/**
	 * Looks back over ever longer spans until one has a tick, and then bisects that span,
	 * because a cron expression can only compute the next match.
	 */
	@Override
	public Optional<Instant> latest(Instant start, Instant end) {
		Instant from = end;
		for (Duration span = SHORTEST_PERIOD; from.isAfter(start) && !hasTick(from, end); span = span.multipliedBy(2)) {
			from = end.minus(span);
			if (from.isBefore(start)) {
				from = start;
			}
		}
		Instant to = end;
		while (Duration.between(from, to).compareTo(SHORTEST_PERIOD) > 0) {
			Instant middle = from.plus(Duration.between(from, to).dividedBy(2));
			if (hasTick(middle, end)) {
				from = middle;
			}
			else {
				to = middle;
			}
		}
		return after(from).filter((tick) -> !tick.isAfter(end));
	}

	private boolean hasTick(Instant start, Instant end) {
		return after(start).filter((tick) -> !tick.isAfter(end)).isPresent();
	}

	@Override
	public String toString() {
		return "cron " + this.expression + " in " + this.zone;
	}

}
