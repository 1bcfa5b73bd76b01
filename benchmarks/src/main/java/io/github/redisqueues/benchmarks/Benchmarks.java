package io.github.redisqueues.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.redisqueues.benchmarks.harness.Clone;
import io.github.redisqueues.benchmarks.harness.RedisInstance;
import io.github.redisqueues.benchmarks.harness.Scenario;
import io.github.redisqueues.benchmarks.harness.ScenarioRun;
import io.github.redisqueues.benchmarks.harness.Side;
import io.github.redisqueues.benchmarks.harness.Sources;
import io.github.redisqueues.benchmarks.report.Charts;
import io.github.redisqueues.benchmarks.report.Environment;
import io.github.redisqueues.benchmarks.report.Evaluation;
import io.github.redisqueues.benchmarks.report.PerformancePage;
import io.github.redisqueues.benchmarks.report.Results;
import io.github.redisqueues.benchmarks.report.ResultsFile;
import io.github.redisqueues.benchmarks.report.Summary;

/**
 * Runs the scenarios. From a clone: <pre>
 * mvn -q -pl benchmarks -am spring-boot:run
 * mvn -q -pl benchmarks -am spring-boot:run -Dspring-boot.run.arguments="--only=pairs,lock --cpu"
 * </pre> Run nothing else on the machine.
 */
public final class Benchmarks {

	private static final String COMMAND = "mvn -q -pl benchmarks -am spring-boot:run";

	private static final double SECONDS_PER_MINUTE = 60;

	private Benchmarks() {
	}

	public static void main(String[] arguments) throws Exception {
		Options options = Options.parse(arguments);
		switch (options.command()) {
			case LIST -> Sources.all(options.profile())
				.forEach((scenario) -> System.out.println(scenario.name() + ": " + scenario.title()));
			case PAGE -> renew();
			case MEASURE -> {
				boolean worked = measure(options, String.join(" ", arguments));
				if (!worked) {
					System.exit(1);
				}
			}
		}
	}

	private static void renew() throws IOException {
		Path directory = ResultsFile.newest(Clone.results())
			.orElseThrow(() -> new IllegalStateException("there are no results in " + Clone.results()));
		Results results = ResultsFile.read(directory).orElseThrow();
		Charts.write(results, directory);
		PerformancePage.renew(Clone.page(), directory, results);
	}

	/**
	 * Runs the scenarios and writes the results.
	 * @return whether all worked
	 */
	static boolean measure(Options options, String arguments) throws IOException {
		LocalDateTime begin = LocalDateTime.now();
		Map<String, String> failures = new LinkedHashMap<>();
		List<Results.ScenarioResult> results = new ArrayList<>();
		for (Scenario scenario : Sources.all(options.profile())) {
			if (options.includes(scenario.name())) {
				System.err.println("measuring " + scenario.name() + " …");
				try {
					Results.ScenarioResult result = measure(options, scenario);
					results.add(result);
					System.out.println(Summary.of(result));
				}
				catch (Exception ex) {
					ex.printStackTrace();
					failures.put(scenario.name(), String.valueOf(ex.getMessage()));
				}
			}
		}
		Results.Run run = new Results.Run(begin.truncatedTo(ChronoUnit.MINUTES).toString(),
				arguments.isEmpty() ? COMMAND : COMMAND + " -Dspring-boot.run.arguments=\"" + arguments + "\"",
				options.profile().quick(), begin.until(LocalDateTime.now(), ChronoUnit.SECONDS) / SECONDS_PER_MINUTE,
				Environment.commit(Clone.directory()), Environment.machine(),
				Environment.versions(redisVersion(options), Clone.directory()), failures);
		write(new Results(List.of(run), results), options);
		failures.forEach((scenario, reason) -> System.out.println(scenario + " FAILED: " + reason));
		return failures.isEmpty();
	}

	private static Results.ScenarioResult measure(Options options, Scenario scenario) throws Exception {
		ScenarioRun run = new ScenarioRun(scenario, options.profile(), options.redis(), options.baseline(),
				options.serverTime());
		Map<Side, List<double[]>> figures = run.run();
		return Evaluation.of(scenario, run.measures(), figures, run.missing());
	}

	private static String redisVersion(Options options) throws IOException {
		try (RedisInstance server = RedisInstance.start(options.redis())) {
			return server.version() + ((options.redis() == null) ? ", embedded" : "");
		}
	}

	/**
	 * Writes the results, after those of a run of the same day that had other scenarios.
	 */
	private static void write(Results results, Options options) throws IOException {
		Path directory = Optional.ofNullable(options.output())
			.orElseGet(() -> options.profile().quick() ? Clone.directory().resolve("target/quick-results")
					: Clone.results().resolve(LocalDate.now().toString()));
		Results all = options.only().isEmpty() ? results
				: ResultsFile.read(directory).map((earlier) -> earlier.and(results)).orElse(results);
		ResultsFile.write(all, directory);
		Charts.write(all, directory);
		System.out.println("written to " + directory);
	}

}
