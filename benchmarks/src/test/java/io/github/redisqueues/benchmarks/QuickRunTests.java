package io.github.redisqueues.benchmarks;

import java.nio.file.Path;

import io.github.redisqueues.benchmarks.harness.Contenders;
import io.github.redisqueues.benchmarks.harness.Measure;
import io.github.redisqueues.benchmarks.harness.Side;
import io.github.redisqueues.benchmarks.report.Results;
import io.github.redisqueues.benchmarks.report.ResultsFile;
import io.github.redisqueues.queue.RedisQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * A run from the command line to the results, with a process for each side.
 */
class QuickRunTests {

	@Test
	void eachSideRunsInItsProcessAndAnOlderBuildBesideIt(@TempDir Path directory) throws Exception {
		Path classes = Path.of(RedisQueue.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		Options options = Options.parse("--quick", "--only=crowd-priority", "--rounds=2", "--cpu",
				"--baseline=" + classes, "--output=" + directory);
		assertThat(Benchmarks.measure(options, "--quick")).isTrue();
		Results results = ResultsFile.read(directory).orElseThrow();
		assertThat(results.scenarios()).singleElement().satisfies((scenario) -> {
			assertThat(scenario.measures()).extracting(Results.MeasureResult::name)
				.containsExactly("messages", Measure.SERVER_TIME);
			assertThat(scenario.measures()).allSatisfy((measure) -> {
				assertThat(measure.contenders()).extracting(Results.ContenderResult::name)
					.containsExactly(Contenders.RAW, Contenders.REDISSON, Side.OURS, Side.BASELINE);
				assertThat(measure.contenders()).allSatisfy((contender) -> {
					assertThat(contender.rounds()).hasSize(2);
					assertThat(contender.value().min()).isPositive();
					assertThat(contender.ratio() == null).isEqualTo(contender.ours());
				});
			});
		});
		assertThat(results.runs()).singleElement()
			.satisfies((run) -> assertThat(run.versions()).containsKeys("redis", "java", "lettuce-core", "redisson"));
		assertThat(directory.resolve("crowd-priority.svg")).exists();
		assertThat(directory.resolve("crowd-priority-2.svg")).exists();
	}

	@Test
	void aBeginningOfANameMeansAllOfThem() {
		Options options = Options.parse("--only=lock,pairs");
		assertThat(options.includes("lock")).isTrue();
		assertThat(options.includes("lock-keys")).isTrue();
		assertThat(options.includes("pairs")).isTrue();
		assertThat(options.includes("idle-lock")).isFalse();
	}

	@Test
	void anUnknownArgumentIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Options.parse("--round=3"))
			.withMessageContaining("--rounds=n");
	}

}
