package io.github.redisqueues.benchmarks.contender;

import java.util.Arrays;

import io.github.redisqueues.benchmarks.harness.Figures;
import io.github.redisqueues.benchmarks.harness.Measure;

/**
 * Latencies in microseconds.
 */
public final class Percentiles {

	private Percentiles() {
	}

	public static Measure[] measures() {
		return new Measure[] { Measure.less("p50", "µs"), Measure.less("p99", "µs"), Measure.less("p99.9", "µs") };
	}

	/**
	 * Returns the percentiles, in the order of the measures.
	 */
	public static Figures of(long[] nanos) {
		long[] sorted = nanos.clone();
		Arrays.sort(sorted);
		return new Figures(sorted.length, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 0.999));
	}

	private static double at(long[] sorted, double share) {
		return sorted[(int) Math.min(sorted.length - 1, Math.floor(sorted.length * share))] / 1e3;
	}

}
