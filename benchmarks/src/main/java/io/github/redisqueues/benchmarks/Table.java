package io.github.redisqueues.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Prints the rows. The ratio is ours divided by the reference: the median of all rounds,
 * with minimum and maximum. There is none if a reference is zero.
 */
final class Table {

	private static final List<String> HEADER = List.of("benchmark", "ours against the reference", "unit", "reference",
			"ours", "ratio", "min..max", "target", "");

	private static final int FIRST_NUMBER = 3;

	private static final int LAST_NUMBER = 6;

	private Table() {
	}

	static String of(List<Row> rows) {
		List<List<String>> lines = new ArrayList<>();
		lines.add(HEADER);
		rows.forEach((row) -> lines.add(cells(row)));
		int[] widths = IntStream.range(0, HEADER.size())
			.map((column) -> lines.stream().mapToInt((line) -> line.get(column).length()).max().orElse(0))
			.toArray();
		return lines.stream()
			.map((line) -> IntStream.range(0, line.size())
				.mapToObj((column) -> pad(line.get(column), widths[column],
						column >= FIRST_NUMBER && column <= LAST_NUMBER))
				.collect(Collectors.joining("  "))
				.stripTrailing())
			.collect(Collectors.joining(System.lineSeparator()));
	}

	private static List<String> cells(Row row) {
		Comparison comparison = row.comparison();
		String reference = "";
		String ratio = "";
		String range = "";
		if (comparison.hasReference()) {
			reference = number(comparison.medianReference());
			double[] ratios = comparison.ratios();
			if (Double.isFinite(ratios[ratios.length - 1])) {
				ratio = String.format(Locale.ROOT, "%.2f", comparison.medianRatio());
				range = String.format(Locale.ROOT, "%.2f..%.2f", ratios[0], ratios[ratios.length - 1]);
			}
		}
		String verdict = row.target().text().isEmpty() ? "" : row.target().met().test(comparison) ? "met" : "MISSED";
		return List.of(row.benchmark(), row.work(), row.unit(), reference, number(comparison.medianOurs()), ratio,
				range, row.target().text(), verdict);
	}

	private static String number(double value) {
		return String.format(Locale.ROOT, (value < 1) ? "%.2f" : (value < 100) ? "%.1f" : "%,.0f", value);
	}

	private static String pad(String text, int width, boolean right) {
		String space = " ".repeat(width - text.length());
		return right ? space + text : text + space;
	}

}
