package io.github.redisqueues.internal.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.support.CronExpression;

/**
 * The times of a cron expression in a time zone. Spring's expression only knows local
 * times; here is decided which moments those are on the days on which clocks change.
 *
 * @param expression the expression
 * @param zone the time zone
 * @param isHourly whether the expression matches in every hour of a day
 */
record CronTicks(CronExpression expression, ZoneId zone, boolean isHourly) implements Ticks {

	private static final Duration SHORTEST_PERIOD = Duration.ofSeconds(1);

	private static final int HOUR_FIELD = 2;

	private static final int HOURS_OF_A_DAY = 24;

	static CronTicks of(String expression, ZoneId zone) {
		Objects.requireNonNull(expression, "expression must not be null");
		Objects.requireNonNull(zone, "zone must not be null");
		CronExpression parsed = CronExpression.parse(expression);
		CronTicks ticks = new CronTicks(parsed, zone, isHourly(parsed));
		// From a fixed date, so that the result does not depend on the current one
		if (ticks.after(Instant.parse("2000-01-01T00:00:00Z")).isEmpty()) {
			throw new IllegalArgumentException("Cron expression \"" + expression + "\" never matches a date");
		}
		return ticks;
	}

	private static boolean isHourly(CronExpression expression) {
		String hours = expression.toString().trim().split("\\s+")[HOUR_FIELD];
		CronExpression hourly = CronExpression.parse("0 0 " + hours + " * * *");
		LocalDateTime day = LocalDate.EPOCH.atStartOfDay();
		LocalDateTime hour = day.minusNanos(1);
		for (int i = 0; i < HOURS_OF_A_DAY; i++) {
			LocalDateTime next = hourly.next(hour);
			if (next == null || !next.equals(day.plusHours(i))) {
				return false;
			}
			hour = next;
		}
		return true;
	}

	@Override
	public Optional<Instant> after(Instant time) {
		return Optional.ofNullable(this.isHourly ? nextByTheClock(time) : nextByTheCalendar(time));
	}

	/**
	 * Returns the next moment at which the local time matches. A time that does not exist
	 * on a day is left out, and a time that occurs twice matches twice.
	 */
	private @Nullable Instant nextByTheClock(Instant time) {
		ZoneRules rules = this.zone.getRules();
		LocalDateTime local = LocalDateTime.ofInstant(time, rules.getOffset(time));
		ZoneOffset offset = rules.getOffset(time);
		ZoneOffsetTransition change = rules.nextTransition(time);
		LocalDateTime next = this.expression.next(local);
		while (next != null && change != null && !next.toInstant(offset).isBefore(change.getInstant())) {
			next = this.expression.next(change.getDateTimeAfter().minusNanos(1));
			offset = change.getOffsetAfter();
			change = rules.nextTransition(change.getInstant());
		}
		return (next != null) ? next.toInstant(offset) : null;
	}

	/**
	 * Returns the moment of the next local time that matches. A time that does not exist
	 * on a day is the first moment after the gap, and of a time that occurs twice only
	 * the first counts.
	 */
	private @Nullable Instant nextByTheCalendar(Instant time) {
		ZoneRules rules = this.zone.getRules();
		LocalDateTime local = LocalDateTime.ofInstant(time, rules.getOffset(time));
		ZoneOffsetTransition overlap = rules.getTransition(local);
		if (overlap != null && overlap.isOverlap() && !time.isBefore(overlap.getInstant())) {
			// What is left of the times that occur twice was due the first time
			local = overlap.getDateTimeBefore().minusNanos(1);
		}
		LocalDateTime next = this.expression.next(local);
		if (next == null) {
			return null;
		}
		ZoneOffsetTransition change = rules.getTransition(next);
		return (change != null && change.isGap()) ? change.getInstant()
				: next.toInstant((change != null) ? change.getOffsetBefore() : rules.getOffset(next));
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
