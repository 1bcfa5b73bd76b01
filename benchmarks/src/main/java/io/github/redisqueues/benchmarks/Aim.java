package io.github.redisqueues.benchmarks;

import java.util.Locale;
import java.util.function.Predicate;

/**
 * What a figure ought to be.
 *
 * @param text how to print it
 * @param met whether a comparison meets it
 */
record Aim(String text, Predicate<Comparison> met) {

	private static final Aim NONE = new Aim("", (comparison) -> true);

	static Aim none() {
		return NONE;
	}

	static Aim ratioAtLeast(double bound) {
		return new Aim(String.format(Locale.ROOT, "ratio >= %.2f", bound),
				(comparison) -> comparison.medianRatio() >= bound);
	}

	static Aim ratioAtMost(double bound) {
		return new Aim(String.format(Locale.ROOT, "ratio <= %.2f", bound),
				(comparison) -> comparison.medianRatio() <= bound);
	}

	static Aim atLeast(double bound) {
		return new Aim(String.format(Locale.ROOT, ">= %,.0f", bound), (comparison) -> comparison.medianOurs() >= bound);
	}

	static Aim below(double bound) {
		return new Aim(String.format(Locale.ROOT, (bound < 1) ? "< %.1f" : "< %,.0f", bound),
				(comparison) -> comparison.medianOurs() < bound);
	}

}
