package io.github.redisqueues.queue;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.redisqueues.internal.validation.Durations;
import io.github.redisqueues.internal.validation.InvalidValueException;

/**
 * Maximum number of messages that all processes together take from a queue in a period,
 * by the Redis server's clock. Unused permits are kept for a burst of what the rate
 * allows in 100 ms, plus one message; in any one period at most the permits and that
 * burst are taken. Immutable.
 *
 * @param permits number of messages, 1 to 1,000,000,000
 * @param period the period, from a millisecond to 10,000 days
 */
public record Rate(long permits, Duration period) {

	private static final long MAX_PERMITS = 1_000_000_000;

	private static final Pattern WRITTEN = Pattern.compile("(\\d{1,10})\\s*/\\s*(\\d{0,9})\\s*(ms|s|m|h|d)");

	private static final List<Unit> UNITS = List.of(new Unit("d", Duration.ofDays(1)),
			new Unit("h", Duration.ofHours(1)), new Unit("m", Duration.ofMinutes(1)),
			new Unit("s", Duration.ofSeconds(1)), new Unit("ms", Duration.ofMillis(1)));

	public Rate {
		if (permits < 1 || permits > MAX_PERMITS) {
			throw new InvalidValueException("rate", "must allow 1 to 1000000000 messages", permits);
		}
		Objects.requireNonNull(period, "period must not be null");
		if (period.compareTo(Duration.ofMillis(1)) < 0 || period.compareTo(Durations.LONGEST) > 0) {
			throw new InvalidValueException("rate", "must have a period of 1ms to 10000 days", period);
		}
	}

	/**
	 * Creates a rate.
	 * @param permits number of messages, 1 to 1,000,000,000
	 * @param period the period, from a millisecond to 10,000 days
	 * @return the rate
	 * @throws IllegalArgumentException if a value is out of range
	 */
	public static Rate of(long permits, Duration period) {
		return new Rate(permits, period);
	}

	/**
	 * Parses a rate as it is written in a property.
	 * @param text a number of messages and a time, such as {@code 100/s}, {@code 5/10s},
	 * {@code 600/m}, {@code 1000/h} or {@code 1/d}
	 * @return the rate
	 * @throws IllegalArgumentException if the text has another form or a value is out of
	 * range
	 */
	public static Rate parse(String text) {
		Objects.requireNonNull(text, "rate must not be null");
		Matcher matcher = WRITTEN.matcher(text.strip());
		if (!matcher.matches()) {
			throw new InvalidValueException("rate", "must be a number of messages, '/' and a time such as s or 10s",
					"'" + text + "'");
		}
		long count = matcher.group(2).isEmpty() ? 1 : Long.parseLong(matcher.group(2));
		Duration unit = UNITS.stream()
			.filter((candidate) -> candidate.symbol().equals(matcher.group(3)))
			.findFirst()
			.orElseThrow()
			.length();
		return new Rate(Long.parseLong(matcher.group(1)), unit.multipliedBy(count));
	}

	/**
	 * Returns the rate in the form that {@link #parse(String)} reads.
	 */
	@Override
	public String toString() {
		for (Unit unit : UNITS) {
			long count = this.period.dividedBy(unit.length());
			if (unit.length().multipliedBy(count).equals(this.period)) {
				return this.permits + "/" + ((count != 1) ? count : "") + unit.symbol();
			}
		}
		return this.permits + "/" + this.period;
	}

	/**
	 * A unit of time.
	 */
	private record Unit(String symbol, Duration length) {

	}

}
