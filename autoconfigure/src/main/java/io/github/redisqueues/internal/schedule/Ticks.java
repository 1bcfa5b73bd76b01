package io.github.redisqueues.internal.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * The moments at which a schedule sends. They depend on nothing but their definition, so
 * that all instances of an application agree on them without a word. Immutable and safe
 * for use by several threads.
 */
public interface Ticks {

	/**
	 * Ticks as a cron expression has them. Where clocks change, a time that does not
	 * exist on a day is left out, and one that comes twice ticks twice.
	 * @param expression six fields, the first one for seconds, or a macro such as
	 * {@code @daily}; see {@link org.springframework.scheduling.support.CronExpression}
	 * @param zone the zone whose clocks count
	 * @return the ticks
	 * @throws IllegalArgumentException if it is no such expression, or never falls due
	 */
	static Ticks cron(String expression, ZoneId zone) {
		return CronTicks.of(expression, zone);
	}

	/**
	 * Ticks at each multiple of a duration since 1970-01-01T00:00Z: with one hour on the
	 * hour, with one day at midnight UTC, with seven days on Thursdays.
	 * @param period whole milliseconds, 1 or more
	 * @return the ticks
	 * @throws IllegalArgumentException if it is shorter, has a fraction of a millisecond,
	 * or is longer than 10,000 days
	 */
	static Ticks every(Duration period) {
		return new PeriodicTicks(period);
	}

	/**
	 * The first tick after a moment.
	 * @param moment the moment
	 * @return the tick, empty if there is none any more
	 */
	Optional<Instant> after(Instant moment);

	/**
	 * The last tick that is not after a moment.
	 * @param start the last moment that is out of the question
	 * @param moment the moment
	 * @return the tick, empty if there is none between the two
	 */
	Optional<Instant> latest(Instant start, Instant moment);

	/**
	 * The definition: two of the same definition have the same ticks.
	 * @return a line of text
	 */
	@Override
	String toString();

}
