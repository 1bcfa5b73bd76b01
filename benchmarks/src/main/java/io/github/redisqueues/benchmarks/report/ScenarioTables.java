package io.github.redisqueues.benchmarks.report;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A scenario as Markdown: its charts and its figures.
 */
final class ScenarioTables {

	private ScenarioTables() {
	}

	static String of(Results.ScenarioResult scenario, String link) {
		String charts = Charts.files(scenario)
			.keySet()
			.stream()
			.map((file) -> "![%s](%s/%s)".formatted(scenario.title(), link, file))
			.collect(Collectors.joining("\n"));
		return "**`%s`** %s\n\n%s\n\n%s".formatted(scenario.name(), scenario.title(), charts,
				scenario.curve() ? curve(scenario) : bars(scenario));
	}

	private static String bars(Results.ScenarioResult scenario) {
		StringBuilder table = new StringBuilder("""
				| measure | contender | median | min … max | redis-queues ÷ it | min … max |
				|---|---|---:|---:|---:|---:|
				""");
		for (Results.MeasureResult measure : scenario.measures()) {
			String name = measure.name() + ", " + measure.unit();
			for (Results.ContenderResult contender : measure.contenders()) {
				Spread ratio = contender.ratio();
				table.append("| %s | %s | %s | %s | %s | %s |\n".formatted(name,
						contender.ours() ? "**" + contender.name() + "**" : contender.name(),
						Numbers.text(contender.value().median()), range(contender.value()),
						(ratio != null) ? Numbers.text(ratio.median()) : "", (ratio != null) ? range(ratio) : ""));
			}
		}
		return table.toString().strip();
	}

	private static String range(Spread spread) {
		return Numbers.text(spread.min()) + " … " + Numbers.text(spread.max());
	}

	private static String curve(Results.ScenarioResult scenario) {
		List<Results.MeasureResult> points = scenario.measures();
		if (points.isEmpty() || points.get(0).contenders().isEmpty()) {
			return "";
		}
		StringBuilder table = new StringBuilder("| ").append(points.get(0).unit()).append(" |");
		points.forEach((point) -> table.append(' ').append(point.name()).append(" |"));
		table.append("\n|---|").append("---:|".repeat(points.size())).append('\n');
		for (Results.ContenderResult contender : points.get(0).contenders()) {
			table.append("| ")
				.append(contender.ours() ? "**" + contender.name() + "**" : contender.name())
				.append(" |");
			for (Results.MeasureResult point : points) {
				table.append(' ')
					.append(point.contender(contender.name())
						.map((result) -> Numbers.text(result.value().median()))
						.orElse(""))
					.append(" |");
			}
			table.append('\n');
		}
		return table.toString().strip();
	}

}
