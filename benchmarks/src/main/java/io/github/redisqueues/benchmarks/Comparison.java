package io.github.redisqueues.benchmarks;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The figures of each round.
 *
 * @param reference figures of the reference; empty without a reference
 * @param ours our figures
 */
record Comparison(double[] reference, double[] ours) {

	/**
	 * Returns a figure without a reference.
	 */
	static Comparison withoutReference(double... ours) {
		return new Comparison(new double[0], ours);
	}

	boolean hasReference() {
		return this.reference.length > 0;
	}

	double medianReference() {
		return median(this.reference);
	}

	double medianOurs() {
		return median(this.ours);
	}

	/**
	 * Returns our figure divided by the reference in each round, in ascending order.
	 */
	double[] ratios() {
		return IntStream.range(0, this.reference.length)
			.mapToDouble((round) -> this.ours[round] / this.reference[round])
			.sorted()
			.toArray();
	}

	double medianRatio() {
		return median(ratios());
	}

	static double median(double[] values) {
		double[] sorted = values.clone();
		Arrays.sort(sorted);
		int middle = sorted.length / 2;
		return (sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

}
