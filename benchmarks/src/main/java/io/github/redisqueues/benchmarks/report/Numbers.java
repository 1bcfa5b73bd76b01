package io.github.redisqueues.benchmarks.report;

import java.util.Locale;

/**
 * Numbers as readers see them.
 */
final class Numbers {

	private static final int WHOLE_FROM = 100;

	private static final int ONE_DIGIT_FROM = 10;

	private Numbers() {
	}

	/**
	 * Returns a number with about three digits.
	 */
	static String text(double value) {
		double size = Math.abs(value);
		String format = (size >= WHOLE_FROM || size == 0) ? "%,.0f" : (size >= ONE_DIGIT_FROM) ? "%.1f" : "%.2f";
		return String.format(Locale.ROOT, format, value);
	}

}
