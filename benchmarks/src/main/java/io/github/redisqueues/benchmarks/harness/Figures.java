package io.github.redisqueues.benchmarks.harness;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What one round of one side gave.
 *
 * @param operations number of operations in the round, by which the server's work is
 * divided
 * @param values one value for each measure that the scenario's rounds report
 */
public record Figures(double operations, double... values) {

	/**
	 * Returns figures of a round that did something for some time: operations per second.
	 */
	public static Figures perSecond(double operations, long nanos) {
		return new Figures(operations, operations / (nanos / 1e9));
	}

	static Figures parse(String line) {
		double[] numbers = Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble).toArray();
		return new Figures(numbers[0], Arrays.copyOfRange(numbers, 1, numbers.length));
	}

	String line() {
		return this.operations
				+ Arrays.stream(this.values).mapToObj((value) -> " " + value).collect(Collectors.joining());
	}

}
