package io.github.redisqueues.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The results of one run, or of several of which the later ones repeated some scenarios.
 *
 * @param runs the runs
 * @param scenarios the results of each scenario
 */
public record Results(List<Run> runs, List<ScenarioResult> scenarios) {

	/**
	 * Returns the result of a scenario.
	 */
	public Optional<ScenarioResult> scenario(String name) {
		return this.scenarios.stream().filter((scenario) -> scenario.name().equals(name)).findFirst();
	}

	/**
	 * Adds a later run. Its scenarios replace those of the same name.
	 */
	public Results and(Results later) {
		List<Run> runs = new ArrayList<>(this.runs);
		runs.addAll(later.runs);
		List<ScenarioResult> scenarios = new ArrayList<>();
		for (ScenarioResult scenario : this.scenarios) {
			scenarios.add(later.scenario(scenario.name())
				.map((again) -> again.ofRun(again.run() + this.runs.size()))
				.orElse(scenario));
		}
		for (ScenarioResult scenario : later.scenarios) {
			if (scenario(scenario.name()).isEmpty()) {
				scenarios.add(scenario.ofRun(scenario.run() + this.runs.size()));
			}
		}
		return new Results(runs, scenarios);
	}

	/**
	 * A run.
	 *
	 * @param date when it began
	 * @param command the command line
	 * @param quick whether it only checked that everything works
	 * @param minutes how long it took
	 * @param commit the commit that was built, or null if unknown
	 * @param machine processor, number of processors, operating system
	 * @param versions versions of Redis, of Java and of the libraries
	 * @param failures scenarios that failed, with the reason
	 */
	public record Run(String date, String command, boolean quick, double minutes, @Nullable String commit,
			Map<String, String> machine, Map<String, String> versions, Map<String, String> failures) {

	}

	/**
	 * The result of a scenario.
	 *
	 * @param name its name
	 * @param title what each side does
	 * @param run index of the run that measured it
	 * @param curve whether the measures are points of a curve
	 * @param measures the figures
	 * @param aims what was to be reached
	 * @param missing contenders that could not be measured, with the reason
	 */
	public record ScenarioResult(String name, String title, int run, boolean curve, List<MeasureResult> measures,
			List<AimResult> aims, Map<String, String> missing) {

		ScenarioResult ofRun(int run) {
			return new ScenarioResult(this.name, this.title, run, this.curve, this.measures, this.aims, this.missing);
		}

		/**
		 * Returns a measure.
		 */
		public Optional<MeasureResult> measure(String name) {
			return this.measures.stream().filter((measure) -> measure.name().equals(name)).findFirst();
		}

	}

	/**
	 * The figures of a measure.
	 *
	 * @param name what was measured
	 * @param unit unit of the values
	 * @param higherIsBetter whether more is better
	 * @param contenders the values of each contender
	 */
	public record MeasureResult(String name, String unit, boolean higherIsBetter, List<ContenderResult> contenders) {

		/**
		 * Returns the values of a contender.
		 */
		public Optional<ContenderResult> contender(String name) {
			return this.contenders.stream().filter((contender) -> contender.name().equals(name)).findFirst();
		}

	}

	/**
	 * The values of a contender.
	 *
	 * @param name the contender
	 * @param ours whether it is this library
	 * @param value median, least and most of the rounds
	 * @param ratio ours divided by this contender, round by round; null for ours
	 * @param rounds the value of each round
	 */
	public record ContenderResult(String name, boolean ours, Spread value, @Nullable Spread ratio, double[] rounds) {

	}

	/**
	 * An aim.
	 *
	 * @param text the aim in words
	 * @param value what was reached, or null if the contender is missing
	 * @param met whether it was reached
	 */
	public record AimResult(String text, @Nullable Double value, boolean met) {

	}

}
