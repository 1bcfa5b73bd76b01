package io.github.redisqueues.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The runs, the aims and what is missing, as Markdown.
 */
final class RunTables {

	private RunTables() {
	}

	static String runs(Results results, String link) {
		List<String> runs = new ArrayList<>();
		for (Results.Run run : results.runs()) {
			runs.add("""
					- %s, %s minutes, commit %s: `%s`
					  - machine: %s
					  - versions: %s""".formatted(run.date(), Numbers.text(run.minutes()),
					(run.commit() != null) ? run.commit() : "unknown", run.command(), pairs(run.machine()),
					pairs(run.versions())));
		}
		return String.join("\n", runs) + "\n\nAll rounds of all contenders: [results.json](" + link + "/results.json).";
	}

	private static String pairs(Map<String, String> values) {
		return values.entrySet()
			.stream()
			.map((entry) -> entry.getKey() + " " + entry.getValue())
			.collect(Collectors.joining(", "));
	}

	static String aims(Results results) {
		StringBuilder table = new StringBuilder("| scenario | aim | reached | |\n|---|---|---:|---|\n");
		for (Results.ScenarioResult scenario : results.scenarios()) {
			for (Results.AimResult aim : scenario.aims()) {
				Double value = aim.value();
				table.append("| `%s` | %s | %s | %s |\n".formatted(scenario.name(), aim.text(),
						(value != null) ? Numbers.text(value) : "", state(aim)));
			}
		}
		return table.toString();
	}

	private static String state(Results.AimResult aim) {
		return (aim.value() == null) ? "not measured" : aim.met() ? "met" : "**missed**";
	}

	static String missing(Results results) {
		List<String> lines = new ArrayList<>();
		for (Results.ScenarioResult scenario : results.scenarios()) {
			scenario.missing()
				.forEach((contender, reason) -> lines
					.add("- `%s`: no %s: %s".formatted(scenario.name(), contender, reason)));
		}
		for (Results.Run run : results.runs()) {
			run.failures().forEach((scenario, reason) -> {
				if (results.scenario(scenario).isEmpty()) {
					lines.add("- `%s` failed: %s".formatted(scenario, reason));
				}
			});
		}
		return lines.isEmpty() ? "Every contender could be measured." : String.join("\n", lines);
	}

}
