package io.github.redisqueues.benchmarks;

import java.util.Locale;
import java.util.function.Predicate;

/**
 * What a figure ought to be.
 *
 * @param text how to print it
 * @param relative whether it needs a reference
 * @param met whether a comparison meets it
 */
record Aim(String text, boolean relative, Predicate<Comparison> met) {

	private static final Aim NONE = new Aim("", false, (comparison) -> true);

	static Aim none() {
		return NONE;
	}

	static Aim ratioAtLeast(double bound) {
		return new Aim(String.format(Locale.ROOT, "ratio >= %.2f", bound), true,
				(comparison) -> comparison.medianRatio() >= bound);
	}

	static Aim ratioAtMost(double bound) {
		return new Aim(String.format(Locale.ROOT, "ratio <= %.2f", bound), true,
				(comparison) -> comparison.medianRatio() <= bound);
	}

	static Aim atLeast(double bound) {
		return new Aim(String.format(Locale.ROOT, ">= %,.0f", bound), false,
				(comparison) -> comparison.medianOurs() >= bound);
	}

	static Aim below(double bound) {
		return new Aim(String.format(Locale.ROOT, (bound < 1) ? "< %.1f" : "< %,.0f", bound), false,
				(comparison) -> comparison.medianOurs() < bound);
	}

}
