package io.github.redisqueues.benchmarks.report;

import java.util.Arrays;

/**
 * The middle of some values, and how far they are apart.
 *
 * @param median the median
 * @param min the least
 * @param max the most
 */
public record Spread(double median, double min, double max) {

	/**
	 * Returns the spread of at least one value.
	 */
	public static Spread of(double... values) {
		double[] sorted = values.clone();
		Arrays.sort(sorted);
		int middle = sorted.length / 2;
		double median = (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
		return new Spread(median, sorted[0], sorted[sorted.length - 1]);
	}

}
