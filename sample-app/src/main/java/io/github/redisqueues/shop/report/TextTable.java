package io.github.redisqueues.shop.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table of text in columns.
 */
public final class TextTable {

	private final List<String> header;

	private final int textColumns;

	private final List<List<String>> rows;

	/**
	 * Creates a table.
	 * @param header names of the columns
	 * @param textColumns number of leading columns that contain text rather than numbers
	 * @param rows the rows, each with as many cells as the header
	 */
	public TextTable(List<String> header, int textColumns, List<List<String>> rows) {
		this.header = List.copyOf(header);
		this.textColumns = textColumns;
		this.rows = List.copyOf(rows);
	}

	/**
	 * Formats a number as in all tables.
	 * @param number the number
	 * @return the text
	 */
	public static String number(long number) {
		return String.format(Locale.ROOT, "%,d", number);
	}

	@Override
	public String toString() {
		List<Integer> widths = IntStream.range(0, this.header.size()).mapToObj(this::width).toList();
		String rule = widths.stream().map("-"::repeat).collect(Collectors.joining("  "));
		String body = this.rows.stream().map((row) -> line(row, widths)).collect(Collectors.joining("\n"));
		return String.join("\n", line(this.header, widths), rule, body);
	}

	private int width(int column) {
		int widest = this.rows.stream().mapToInt((row) -> row.get(column).length()).max().orElse(0);
		return Math.max(widest, this.header.get(column).length());
	}

	private String line(List<String> cells, List<Integer> widths) {
		return IntStream.range(0, cells.size()).mapToObj((column) -> {
			String blank = " ".repeat(widths.get(column) - cells.get(column).length());
			return (column < this.textColumns) ? cells.get(column) + blank : blank + cells.get(column);
		}).collect(Collectors.joining("  ")).stripTrailing();
	}

}
