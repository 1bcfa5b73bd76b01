package io.github.redisqueues.benchmarks.report;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.redisqueues.benchmarks.harness.Aim;
import io.github.redisqueues.benchmarks.harness.Contenders;
import io.github.redisqueues.benchmarks.harness.Figures;
import io.github.redisqueues.benchmarks.harness.Measure;
import io.github.redisqueues.benchmarks.harness.Scenario;
import io.github.redisqueues.benchmarks.harness.Side;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Medians, ratios and aims.
 */
class EvaluationTests {

	private static final Side RAW = side(Contenders.RAW);

	private static final Side FAIR = Side.of(Contenders.REDISSON_FAIR, (place) -> () -> new Figures(1, 1))
		.against("fair");

	private static final Side OURS = Side.ours((place) -> () -> new Figures(1, 1));

	private static final Side OURS_FAIR = Side.ours("fair", (place) -> () -> new Figures(1, 1));

	private static final Measure PAIRS = Measure.more("pairs", "pairs/s");

	@Test
	void theRatioIsThatOfEachRound() {
		Results.ScenarioResult result = evaluate(Map.of(),
				Map.of(RAW, rounds(100, 10, 1_000), OURS, rounds(90, 5, 800)));
		Results.ContenderResult raw = contender(result, Contenders.RAW);
		assertThat(raw.value()).isEqualTo(new Spread(100, 10, 1_000));
		assertThat(raw.ratio()).isEqualTo(new Spread(0.8, 0.5, 0.9));
		assertThat(contender(result, Side.OURS).ratio()).isNull();
	}

	@Test
	void aFairLockIsComparedWithAFairOne() {
		Map<Side, List<double[]>> figures = new LinkedHashMap<>();
		figures.put(OURS, rounds(400));
		figures.put(FAIR, rounds(100));
		figures.put(OURS_FAIR, rounds(50));
		assertThat(contender(evaluate(Map.of(), figures), Contenders.REDISSON_FAIR).ratio())
			.isEqualTo(new Spread(0.5, 0.5, 0.5));
	}

	@Test
	void anAimIsMetOrMissed() {
		Results.ScenarioResult result = evaluate(Map.of(), Map.of(RAW, rounds(100), OURS, rounds(85)),
				Aim.ratioAtLeast(0.8, "pairs", Contenders.RAW), Aim.ratioAtLeast(0.9, "pairs", Contenders.RAW),
				Aim.ratioAtMost(0.9, "pairs", Contenders.RAW), Aim.atMost(80, "pairs"));
		assertThat(result.aims()).extracting(Results.AimResult::met).containsExactly(true, false, true, false);
		assertThat(result.aims().get(0).text()).isEqualTo("pairs: redis-queues ÷ raw Lettuce ≥ 0.80");
	}

	@Test
	void anAimWhoseContenderIsMissingIsNotMet() {
		Results.ScenarioResult result = evaluate(Map.of(Contenders.RAW, "not installed"), Map.of(OURS, rounds(85)),
				Aim.ratioAtLeast(0.8, "pairs", Contenders.RAW));
		assertThat(result.aims()).singleElement()
			.isEqualTo(new Results.AimResult("pairs: redis-queues ÷ raw Lettuce ≥ 0.80", null, false));
		assertThat(result.missing()).containsKey(Contenders.RAW);
	}

	private static Side side(String name) {
		return Side.of(name, (place) -> () -> new Figures(1, 1));
	}

	private static List<double[]> rounds(double... values) {
		return Arrays.stream(values).mapToObj((value) -> new double[] { value }).toList();
	}

	private static Results.ScenarioResult evaluate(Map<String, String> missing, Map<Side, List<double[]>> figures,
			Aim... aims) {
		Scenario scenario = Scenario.named("pairs", "Pairs.").measures(PAIRS).aims(aims).build();
		return Evaluation.of(scenario, List.of(PAIRS), figures, missing);
	}

	private static Results.ContenderResult contender(Results.ScenarioResult result, String name) {
		return result.measures().get(0).contender(name).orElseThrow();
	}

}
