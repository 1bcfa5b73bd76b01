package io.github.redisqueues.internal.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * The times at which a schedule sends. They depend on their definition only, so all
 * instances of an application agree on them without communication. Immutable and safe for
 * use by several threads.
 */
public interface Ticks {

	/**
	 * Returns the ticks of a cron expression. When clocks change, an expression that
	 * names hours ticks once at each time that it names: a time that does not exist on a
	 * day is replaced by the first moment after the gap, and of a time that occurs twice
	 * only the first counts. An expression that matches in every hour follows the clock
	 * instead: it ticks whenever the local time matches, and so goes on evenly.
	 * @param expression six fields, the first one for seconds, or a macro such as
	 * {@code @daily}; see {@link org.springframework.scheduling.support.CronExpression}
	 * @param zone the time zone of the expression
	 * @return the ticks
	 * @throws IllegalArgumentException if the expression is invalid or never matches
	 */
	static Ticks cron(String expression, ZoneId zone) {
		return CronTicks.of(expression, zone);
	}

	/**
	 * Returns ticks at each multiple of a period since 1970-01-01T00:00Z: for one hour on
	 * the hour, for one day at midnight UTC, for seven days on Thursdays.
	 * @param period the period in whole milliseconds, 1 or more
	 * @return the ticks
	 * @throws IllegalArgumentException if the period is shorter, is not whole
	 * milliseconds, or is longer than 10,000 days
	 */
	static Ticks every(Duration period) {
		return new PeriodicTicks(period);
	}

	/**
	 * Returns the first tick after a time.
	 * @param time the time
	 * @return the tick, empty if there is none
	 */
	Optional<Instant> after(Instant time);

	/**
	 * Returns the last tick of an interval.
	 * @param start start of the interval, exclusive
	 * @param end end of the interval, inclusive
	 * @return the tick, empty if the interval has none
	 */
	Optional<Instant> latest(Instant start, Instant end);

	/**
	 * Returns the definition. Two objects with the same definition have the same ticks.
	 * @return the definition, one line
	 */
	@Override
	String toString();

}
