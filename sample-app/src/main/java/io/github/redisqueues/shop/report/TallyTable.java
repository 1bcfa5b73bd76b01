package io.github.redisqueues.shop.report;

import java.util.Collection;
import java.util.List;

/**
 * A text table of tallies.
 */
public final class TallyTable {

	private static final List<String> HEADER = List.of("queue", "type", "sent", "processed", "redelivered", "cancelled",
			"dead", "waiting", "lost");

	private static final int TEXT_COLUMNS = 2;

	private final TextTable table;

	public TallyTable(Collection<Tally> tallies) {
		this.table = new TextTable(HEADER, TEXT_COLUMNS, tallies.stream().map(TallyTable::row).toList());
	}

	private static List<String> row(Tally tally) {
		return List.of(tally.queue(), tally.type().name(), TextTable.number(tally.sent()),
				TextTable.number(tally.processed()), TextTable.number(tally.redelivered()),
				TextTable.number(tally.cancelled()), TextTable.number(tally.dead()), TextTable.number(tally.waiting()),
				TextTable.number(tally.lost()));
	}

	@Override
	public String toString() {
		return this.table.toString();
	}

}
