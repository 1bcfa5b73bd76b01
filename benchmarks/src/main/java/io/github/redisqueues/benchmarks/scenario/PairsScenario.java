package io.github.redisqueues.benchmarks.scenario;

import java.util.List;

import io.github.redisqueues.benchmarks.contender.Pairs;
import io.github.redisqueues.benchmarks.contender.RepeatedWork;
import io.github.redisqueues.benchmarks.harness.Aim;
import io.github.redisqueues.benchmarks.harness.Contenders;
import io.github.redisqueues.benchmarks.harness.Measure;
import io.github.redisqueues.benchmarks.harness.Opening;
import io.github.redisqueues.benchmarks.harness.Profile;
import io.github.redisqueues.benchmarks.harness.Scenario;
import io.github.redisqueues.benchmarks.harness.ScenarioSource;
import io.github.redisqueues.benchmarks.harness.Side;

/**
 * One thread sends one message and takes it. Two scripts that do nothing show what is
 * left to gain.
 */
public final class PairsScenario implements ScenarioSource {

	private static final String PAIRS = "pairs";

	private static final double AIM = 0.8;

	private static final double AIM_CPU = 0.55;

	@Override
	public List<Scenario> scenarios(Profile profile) {
		return List.of(Scenario.named("pairs", "One thread sends one message and polls it; raw: LPUSH and RPOP.")
			.measures(Measure.more(PAIRS, "pairs/s"), Measure.serverTime())
			.sides(side(Contenders.RAW), side(Pairs.SCRIPTS), side(Contenders.TEMPLATE), side(Contenders.REDISSON),
					Side.ours(opening(Side.OURS)))
			.aims(Aim.ratioAtLeast(AIM, PAIRS, Contenders.RAW),
					Aim.ratioAtMost(AIM_CPU, Measure.SERVER_TIME, Side.BASELINE))
			.build());
	}

	private static Side side(String contender) {
		return Side.of(contender, opening(contender));
	}

	private static Opening opening(String contender) {
		return (place) -> RepeatedWork.rounds(place, 1, Pairs.of(contender, place));
	}

}
