package io.github.redisqueues.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The page of the documentation that shows the results. What is between
 * {@code <!-- name: … -->} and {@code <!-- end -->} is written from the results:
 * {@code runs}, {@code aims}, {@code missing}, {@code scenarios: name name …} with charts
 * and tables, and inside a sentence {@code median: scenario, measure, contender} and
 * {@code ratio: scenario, measure, contender}.
 */
public final class PerformancePage {

	private static final Pattern BLOCK = Pattern
		.compile("<!-- (runs|aims|missing|scenarios|median|ratio)(?:: ([^>]*))? -->(.*?)<!-- end -->", Pattern.DOTALL);

	private static final String NOT_MEASURED = "not measured yet";

	private PerformancePage() {
	}

	/**
	 * Writes the figures into the page.
	 */
	public static void renew(Path page, Path directory, Results results) throws IOException {
		if (results.runs().stream().anyMatch(Results.Run::quick)) {
			throw new IllegalStateException("the figures of a quick run mean nothing: " + directory);
		}
		Files.writeString(page, render(Files.readString(page), link(page, directory), results));
	}

	/**
	 * Returns the path from the page to a directory.
	 */
	public static String link(Path page, Path directory) {
		Path from = page.toAbsolutePath().normalize().resolveSibling("");
		return from.relativize(directory.toAbsolutePath().normalize()).toString().replace('\\', '/');
	}

	/**
	 * Returns the page with the figures of some results.
	 * @param page the text of the page
	 * @param link path from the page to the directory with the charts
	 * @param results the results, or null if there are none
	 */
	public static String render(String page, String link, @Nullable Results results) {
		return BLOCK.matcher(page).replaceAll((match) -> {
			String argument = (match.group(2) != null) ? match.group(2).strip() : "";
			String begin = match.group().substring(0, match.group().indexOf("-->") + "-->".length());
			String text = (results != null) ? text(match.group(1), argument, link, results) : NOT_MEASURED;
			boolean inline = match.group(1).equals("median") || match.group(1).equals("ratio");
			String between = inline ? text : "\n" + text.strip() + "\n";
			return Matcher.quoteReplacement(begin + between + "<!-- end -->");
		});
	}

	/**
	 * Returns the names of the scenarios that a page shows.
	 */
	public static Set<String> scenarios(String page) {
		Set<String> names = new LinkedHashSet<>();
		Matcher matcher = BLOCK.matcher(page);
		while (matcher.find()) {
			if (matcher.group(1).equals("scenarios")) {
				names.addAll(List.of(matcher.group(2).strip().split("\\s+")));
			}
		}
		return names;
	}

	private static String text(String kind, String argument, String link, Results results) {
		return switch (kind) {
			case "runs" -> RunTables.runs(results, link);
			case "aims" -> RunTables.aims(results);
			case "missing" -> RunTables.missing(results);
			case "scenarios" -> scenarios(argument, link, results);
			case "median" -> figure(argument, results, false);
			default -> figure(argument, results, true);
		};
	}

	private static String scenarios(String names, String link, Results results) {
		List<String> parts = new ArrayList<>();
		for (String name : names.split("\\s+")) {
			parts.add(results.scenario(name)
				.map((scenario) -> ScenarioTables.of(scenario, link))
				.orElse("`" + name + "`: " + NOT_MEASURED));
		}
		return String.join("\n\n", parts);
	}

	private static String figure(String argument, Results results, boolean ratio) {
		String[] names = argument.split("\\s*,\\s*", 3);
		if (names.length != 3) {
			throw new IllegalArgumentException("'" + argument + "' is not 'scenario, measure, contender'");
		}
		return results.scenario(names[0])
			.flatMap((scenario) -> scenario.measure(names[1]))
			.flatMap((measure) -> measure.contender(names[2]))
			.map((contender) -> figure(contender, ratio))
			.orElse(NOT_MEASURED);
	}

	private static String figure(Results.ContenderResult contender, boolean ratio) {
		Spread spread = ratio ? contender.ratio() : contender.value();
		return (spread != null) ? Numbers.text(spread.median()) : NOT_MEASURED;
	}

}
