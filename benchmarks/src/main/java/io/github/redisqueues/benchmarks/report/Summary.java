package io.github.redisqueues.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A scenario as text for a terminal.
 */
public final class Summary {

	private Summary() {
	}

	public static String of(Results.ScenarioResult scenario) {
		StringBuilder text = new StringBuilder(scenario.name()).append(": ").append(scenario.title()).append('\n');
		List<List<String>> rows = new ArrayList<>();
		for (Results.MeasureResult measure : scenario.measures()) {
			for (Results.ContenderResult contender : measure.contenders()) {
				Spread ratio = contender.ratio();
				rows.add(List.of(measure.name(), contender.name(), Numbers.text(contender.value().median()),
						measure.unit(),
						"%s..%s".formatted(Numbers.text(contender.value().min()),
								Numbers.text(contender.value().max())),
						(ratio != null) ? String.format(Locale.ROOT, "ours ÷ it %.2f", ratio.median()) : ""));
			}
		}
		int columns = rows.isEmpty() ? 0 : rows.get(0).size();
		int[] widths = IntStream.range(0, columns)
			.map((column) -> rows.stream().mapToInt((row) -> row.get(column).length()).max().orElse(0))
			.toArray();
		for (List<String> row : rows) {
			text.append(IntStream.range(0, columns)
				.mapToObj((column) -> row.get(column) + " ".repeat(widths[column] - row.get(column).length()))
				.collect(Collectors.joining("  ", "  ", ""))
				.stripTrailing()).append('\n');
		}
		for (Results.AimResult aim : scenario.aims()) {
			Double value = aim.value();
			text.append("  aim ").append(aim.text()).append(": ");
			text.append((value == null) ? "not measured" : Numbers.text(value) + (aim.met() ? ", met" : ", MISSED"));
			text.append('\n');
		}
		scenario.missing()
			.forEach((contender, reason) -> text.append("  %s is missing: %s\n".formatted(contender, reason)));
		return text.toString();
	}

}
