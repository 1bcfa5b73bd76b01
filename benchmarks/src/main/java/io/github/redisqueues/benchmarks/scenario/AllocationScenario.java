package io.github.redisqueues.benchmarks.scenario;

import java.util.Collection;
import java.util.List;

import io.github.redisqueues.benchmarks.contender.AllocationBenchmark;
import io.github.redisqueues.benchmarks.harness.Contenders;
import io.github.redisqueues.benchmarks.harness.Figures;
import io.github.redisqueues.benchmarks.harness.Measure;
import io.github.redisqueues.benchmarks.harness.Opening;
import io.github.redisqueues.benchmarks.harness.Place;
import io.github.redisqueues.benchmarks.harness.Profile;
import io.github.redisqueues.benchmarks.harness.Scenario;
import io.github.redisqueues.benchmarks.harness.ScenarioSource;
import io.github.redisqueues.benchmarks.harness.Side;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * What a send and a poll allocate in the client, in all threads. JMH measures it in a
 * further JVM.
 */
public final class AllocationScenario implements ScenarioSource {

	private static final String ALLOCATED = "gc.alloc.rate.norm";

	private static final TimeValue ITERATION = TimeValue.seconds(1);

	private static final TimeValue QUICK_ITERATION = TimeValue.milliseconds(20);

	private static final int WARM_UPS = 3;

	private static final int ITERATIONS = 3;

	@Override
	public List<Scenario> scenarios(Profile profile) {
		return List
			.of(Scenario.named("allocation", "What one send and one poll allocate in the client; raw: LPUSH and RPOP.")
				.measures(Measure.less("allocated", "bytes/pair"))
				.sides(side(Contenders.RAW), side(Contenders.TEMPLATE), side(Contenders.REDISSON),
						Side.ours(opening(Side.OURS)))
				.rounds(0, 1)
				.build());
	}

	private static Side side(String contender) {
		return Side.of(contender, opening(contender));
	}

	private static Opening opening(String contender) {
		return (place) -> () -> measure(place, contender);
	}

	private static Figures measure(Place place, String contender) throws Exception {
		TimeValue iteration = place.profile().quick() ? QUICK_ITERATION : ITERATION;
		Options options = new OptionsBuilder().include(AllocationBenchmark.class.getName() + ".pair")
			.param("contender", contender)
			.param("host", place.address().host())
			.param("port", String.valueOf(place.address().port()))
			.forks(1)
			.warmupIterations(place.profile().quick() ? 1 : WARM_UPS)
			.warmupTime(iteration)
			.measurementIterations(place.profile().quick() ? 1 : ITERATIONS)
			.measurementTime(iteration)
			.addProfiler(GCProfiler.class)
			.shouldFailOnError(true)
			.build();
		Collection<RunResult> results = new Runner(options,
				OutputFormatFactory.createFormatInstance(System.err, VerboseMode.SILENT))
			.run();
		double bytes = results.stream()
			.flatMap((result) -> result.getSecondaryResults().values().stream())
			.filter((result) -> result.getLabel().endsWith(ALLOCATED))
			.mapToDouble((result) -> result.getScore())
			.findFirst()
			.orElseThrow();
		return new Figures(1, bytes);
	}

}
