package io.github.redisqueues.benchmarks.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

import io.github.redisqueues.benchmarks.harness.Aim;
import io.github.redisqueues.benchmarks.harness.Measure;
import io.github.redisqueues.benchmarks.harness.Scenario;
import io.github.redisqueues.benchmarks.harness.Side;
import org.jspecify.annotations.Nullable;

/**
 * Computes medians, ratios and whether the aims are met.
 */
public final class Evaluation {

	private Evaluation() {
	}

	/**
	 * Evaluates a scenario.
	 * @param scenario the scenario
	 * @param measures the measures, in the order of the figures
	 * @param figures figures of each side, one array for each round
	 * @param missing contenders that could not be measured, with the reason
	 */
	public static Results.ScenarioResult of(Scenario scenario, List<Measure> measures,
			Map<Side, List<double[]>> figures, Map<String, String> missing) {
		List<Results.MeasureResult> results = new ArrayList<>();
		for (int i = 0; i < measures.size(); i++) {
			results.add(measure(measures.get(i), column(figures, i)));
		}
		List<Results.AimResult> aims = scenario.aims().stream().map((aim) -> aim(aim, results)).toList();
		return new Results.ScenarioResult(scenario.name(), scenario.title(), 0, scenario.curve(), results, aims,
				missing);
	}

	private static Map<Side, double[]> column(Map<Side, List<double[]>> figures, int measure) {
		Map<Side, double[]> column = new LinkedHashMap<>();
		figures.forEach(
				(side, rounds) -> column.put(side, rounds.stream().mapToDouble((round) -> round[measure]).toArray()));
		return column;
	}

	private static Results.MeasureResult measure(Measure measure, Map<Side, double[]> values) {
		List<Results.ContenderResult> contenders = new ArrayList<>();
		values.forEach((side, rounds) -> contenders.add(new Results.ContenderResult(side.contender(), side.ours(),
				Spread.of(rounds), side.ours() ? null : ratio(ours(side, values), rounds), rounds)));
		return new Results.MeasureResult(measure.name(), measure.unit(), measure.higherIsBetter(), contenders);
	}

	private static double @Nullable [] ours(Side other, Map<Side, double[]> values) {
		return values.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().ours()
					&& (other.rival() == null || entry.getKey().contender().equals(other.rival())))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse(null);
	}

	private static @Nullable Spread ratio(double @Nullable [] ours, double[] other) {
		if (ours == null) {
			return null;
		}
		double[] ratios = IntStream.range(0, Math.min(ours.length, other.length))
			.mapToDouble((round) -> ours[round] / other[round])
			.filter(Double::isFinite)
			.toArray();
		return (ratios.length > 0) ? Spread.of(ratios) : null;
	}

	private static Results.AimResult aim(Aim aim, List<Results.MeasureResult> measures) {
		Results.MeasureResult measure = measures.stream()
			.filter((candidate) -> candidate.name().equals(aim.measure()))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("no measure is named " + aim.measure()));
		String what = aim.measure() + ": " + aim.ours() + ((aim.contender() != null) ? " ÷ " + aim.contender() : "");
		String text = what + (aim.atLeast() ? " ≥ " : " ≤ ") + Numbers.text(aim.bound());
		Double value = value(aim, measure);
		return new Results.AimResult(text, value, value != null && aim.isMet(value));
	}

	private static @Nullable Double value(Aim aim, Results.MeasureResult measure) {
		Optional<Results.ContenderResult> ours = measure.contender(aim.ours());
		String contender = aim.contender();
		if (contender == null) {
			return ours.map((result) -> result.value().median()).orElse(null);
		}
		Spread ratio = measure.contender(contender)
			.flatMap((other) -> ours.map((result) -> ratio(result.rounds(), other.rounds())))
			.orElse(null);
		return (ratio != null) ? ratio.median() : null;
	}

}
