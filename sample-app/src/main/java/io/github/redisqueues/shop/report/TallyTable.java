package io.github.redisqueues.shop.report;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Tallies as lines of text in columns.
 */
public final class TallyTable {

	private static final List<String> HEADER = List.of("queue", "type", "sent", "processed", "redelivered", "cancelled",
			"dead", "waiting", "lost");

	private static final int TEXT_COLUMNS = 2;

	private final List<List<String>> rows;

	public TallyTable(Collection<Tally> tallies) {
		this.rows = tallies.stream().map(TallyTable::row).toList();
	}

	private static List<String> row(Tally tally) {
		return List.of(tally.queue(), tally.type().name(), number(tally.sent()), number(tally.processed()),
				number(tally.redelivered()), number(tally.cancelled()), number(tally.dead()), number(tally.waiting()),
				number(tally.lost()));
	}

	private static String number(long number) {
		return String.format(Locale.ROOT, "%,d", number);
	}

	@Override
	public String toString() {
		List<Integer> widths = IntStream.range(0, HEADER.size()).mapToObj(this::width).toList();
		String rule = widths.stream().map("-"::repeat).collect(Collectors.joining("  "));
		String body = this.rows.stream().map((row) -> line(row, widths)).collect(Collectors.joining("\n"));
		return String.join("\n", line(HEADER, widths), rule, body);
	}

	private int width(int column) {
		int widest = this.rows.stream().mapToInt((row) -> row.get(column).length()).max().orElse(0);
		return Math.max(widest, HEADER.get(column).length());
	}

	private static String line(List<String> cells, List<Integer> widths) {
		return IntStream.range(0, cells.size()).mapToObj((column) -> {
			String blank = " ".repeat(widths.get(column) - cells.get(column).length());
			return (column < TEXT_COLUMNS) ? cells.get(column) + blank : blank + cells.get(column);
		}).collect(Collectors.joining("  ")).stripTrailing();
	}

}
