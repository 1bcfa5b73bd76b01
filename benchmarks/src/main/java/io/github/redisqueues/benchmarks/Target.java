package io.github.redisqueues.benchmarks;

import java.util.Locale;
import java.util.function.Predicate;

/**
 * Target of a figure.
 *
 * @param text text for the table
 * @param relative whether the target compares with a reference
 * @param met tells whether a comparison meets the target
 */
record Target(String text, boolean relative, Predicate<Comparison> met) {

	private static final Target NONE = new Target("", false, (comparison) -> true);

	static Target none() {
		return NONE;
	}

	static Target ratioAtLeast(double bound) {
		return new Target(String.format(Locale.ROOT, "ratio >= %.2f", bound), true,
				(comparison) -> comparison.medianRatio() >= bound);
	}

	static Target ratioAtMost(double bound) {
		return new Target(String.format(Locale.ROOT, "ratio <= %.2f", bound), true,
				(comparison) -> comparison.medianRatio() <= bound);
	}

	static Target atLeast(double bound) {
		return new Target(String.format(Locale.ROOT, ">= %,.0f", bound), false,
				(comparison) -> comparison.medianOurs() >= bound);
	}

	static Target below(double bound) {
		return new Target(String.format(Locale.ROOT, (bound < 1) ? "< %.1f" : "< %,.0f", bound), false,
				(comparison) -> comparison.medianOurs() < bound);
	}

}
