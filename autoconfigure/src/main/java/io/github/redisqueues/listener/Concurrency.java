package io.github.redisqueues.listener;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.redisqueues.internal.validation.InvalidValueException;

/**
 * How many messages or batches a listener handles at the same time in one process.
 * Immutable.
 *
 * @param min number of workers that are always kept, 1 or more
 * @param max maximum number of workers under load, up to 10,000
 */
public record Concurrency(int min, int max) {

	private static final int LARGEST = 10_000;

	private static final Pattern TEXT = Pattern.compile("\\s*(\\d{1,6})\\s*(?:-\\s*(\\d{1,6})\\s*)?");

	public Concurrency {
		if (min < 1 || max < min || max > LARGEST) {
			throw invalid((min == max) ? String.valueOf(min) : min + "-" + max);
		}
	}

	/**
	 * Returns a fixed number of workers.
	 * @param workers the number, from 1 to 10,000
	 * @return the concurrency
	 * @throws IllegalArgumentException if the number is out of range
	 */
	public static Concurrency of(int workers) {
		return new Concurrency(workers, workers);
	}

	/**
	 * Parses a number such as {@code 8} or a range such as {@code 2-8}.
	 * @param text the number or range
	 * @return the concurrency
	 * @throws IllegalArgumentException if the text is neither, or is out of range
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
				"must be a number such as 8 or a range such as 2-8, from 1 to " + LARGEST, value);
	}

	@Override
	public String toString() {
		return (this.min == this.max) ? String.valueOf(this.min) : this.min + "-" + this.max;
	}

}
