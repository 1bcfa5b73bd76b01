package io.github.redisqueues.benchmarks.harness;

import org.jspecify.annotations.Nullable;

/**
 * What this library should reach.
 *
 * @param measure name of the measure
 * @param ours side of this library
 * @param contender side that it is divided by, or null for the figure itself
 * @param atLeast whether the bound is the least, not the most
 * @param bound the bound
 */
public record Aim(String measure, String ours, @Nullable String contender, boolean atLeast, double bound) {

	public static Aim ratioAtLeast(double bound, String measure, String contender) {
		return new Aim(measure, Side.OURS, contender, true, bound);
	}

	public static Aim ratioAtMost(double bound, String measure, String contender) {
		return new Aim(measure, Side.OURS, contender, false, bound);
	}

	public static Aim atMost(double bound, String measure) {
		return new Aim(measure, Side.OURS, null, false, bound);
	}

	public boolean isMet(double value) {
		return this.atLeast ? value >= this.bound : value <= this.bound;
	}

}
