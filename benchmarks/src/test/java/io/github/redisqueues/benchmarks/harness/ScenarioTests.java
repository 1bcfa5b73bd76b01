package io.github.redisqueues.benchmarks.harness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The scenarios work, with tiny rounds, without what npm would have to install.
 */
class ScenarioTests {

	/**
	 * One of each kind. What is left out takes seconds, or starts processes of its own.
	 */
	private static final Set<String> NAMES = Set.of("pairs", "crowd-fifo", "crowd-delay", "receive-ack-1",
			"receive-ack-100", "crowd-ack", "send-all", "hand-off-idle", "hand-off-loaded", "backlog-1", "backlog-8",
			"single-sends", "pick-up-idle", "pick-up-loaded", "lock", "lock-hot", "memory-100", "growth-small");

	private static List<Scenario> scenarios() {
		List<Scenario> scenarios = Sources.all(Profile.QUICK)
			.stream()
			.filter((scenario) -> NAMES.contains(scenario.name()))
			.toList();
		assertThat(scenarios).hasSameSizeAs(NAMES);
		return scenarios;
	}

	@ParameterizedTest
	@MethodSource("scenarios")
	void everySideOfAScenarioWorks(Scenario scenario, @TempDir Path directory) throws Exception {
		long reported = scenario.measures()
			.stream()
			.filter((measure) -> measure.source() == Measure.Source.ROUND)
			.count();
		for (Side side : scenario.sides()) {
			if (side.launch() instanceof Launch.Jvm jvm) {
				try (RedisInstance server = RedisInstance.start(null);
						Place place = new Place(server.address(), Profile.QUICK, Files.createDirectories(directory))) {
					Figures figures = jvm.opening().open(place).round();
					assertThat(figures.operations()).isPositive();
					assertThat(figures.values()).hasSize((int) reported);
				}
			}
		}
	}

}
