package io.github.redisqueues.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * Measures two or more sides alternately, so that other load on the machine affects all
 * of them. Many short rounds do that better than few long ones. The warm-up runs another
 * third of the rounds, unmeasured.
 */
final class Rounds {

	private Rounds() {
	}

	/**
	 * Measures one figure of each.
	 */
	static Comparison compare(int rounds, Figure reference, Figure ours) throws Exception {
		return compareAll(rounds, () -> new double[] { reference.measure() }, () -> new double[] { ours.measure() })
			.get(0);
	}

	/**
	 * Measures several figures of each, the same number of them.
	 */
	static List<Comparison> compareAll(int rounds, Figures reference, Figures ours) throws Exception {
		List<List<double[]>> results = inTurns(rounds, List.of(reference, ours));
		List<double[]> references = results.get(0);
		List<double[]> measured = results.get(1);
		List<Comparison> comparisons = new ArrayList<>();
		for (int i = 0; i < measured.get(0).length; i++) {
			int column = i;
			comparisons.add(new Comparison(references.stream().mapToDouble((row) -> row[column]).toArray(),
					measured.stream().mapToDouble((row) -> row[column]).toArray()));
		}
		return comparisons;
	}

	/**
	 * Measures several figures of each of several.
	 * @return the figures of each, round by round
	 */
	static List<List<double[]>> inTurns(int rounds, List<Figures> all) throws Exception {
		for (int i = 0; i < rounds / 3; i++) {
			for (Figures each : all) {
				each.measure();
			}
		}
		List<List<double[]>> results = new ArrayList<>();
		all.forEach((each) -> results.add(new ArrayList<>()));
		for (int i = 0; i < rounds; i++) {
			for (int j = 0; j < all.size(); j++) {
				results.get(j).add(all.get(j).measure());
			}
		}
		return results;
	}

	/**
	 * One round of one figure.
	 */
	interface Figure {

		double measure() throws Exception;

	}

	/**
	 * One round of several figures.
	 */
	interface Figures {

		double[] measure() throws Exception;

	}

}
