package io.github.redisqueues.listener;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.redisqueues.internal.validation.InvalidValueException;

/**
 * How many messages (or batches) a listener works on at once in one process. Immutable.
 *
 * @param min workers that are always there, 1 or more
 * @param max workers that there are under load, up to 10,000
 */
public record Concurrency(int min, int max) {

	private static final int MOST = 10_000;

	private static final Pattern TEXT = Pattern.compile("\\s*(\\d{1,6})\\s*(?:-\\s*(\\d{1,6})\\s*)?");

	public Concurrency {
		if (min < 1 || max < min || max > MOST) {
			throw invalid((min == max) ? String.valueOf(min) : min + "-" + max);
		}
	}

	/**
	 * A fixed number of workers.
	 * @param workers how many, from 1 to 10,000
	 * @return the concurrency
	 * @throws IllegalArgumentException if it is out of range
	 */
	public static Concurrency of(int workers) {
		return new Concurrency(workers, workers);
	}

	/**
	 * Reads a number such as {@code 8}, or a range such as {@code 2-8}.
	 * @param text what is written
	 * @return the concurrency
	 * @throws IllegalArgumentException if it is neither
	 */
	public static Concurrency parse(String text) {
		Matcher matcher = TEXT.matcher(text);
		if (!matcher.matches()) {
			throw invalid("'" + text + "'");
		}
		int min = Integer.parseInt(matcher.group(1));
		return new Concurrency(min, (matcher.group(2) != null) ? Integer.parseInt(matcher.group(2)) : min);
	}

	private static InvalidValueException invalid(String value) {
		return new InvalidValueException("concurrency",
				"must be a number such as 8 or a range such as 2-8, from 1 to " + MOST, value);
	}

	@Override
	public String toString() {
		return (this.min == this.max) ? String.valueOf(this.min) : this.min + "-" + this.max;
	}

}
