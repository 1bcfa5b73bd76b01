package io.github.redisqueues.shop.report;

import java.util.Collection;
import java.util.List;

/**
 * A text table of totals.
 */
public final class TotalsTable {

	private static final List<String> HEADER = List.of("queue", "type", "sent", "processed", "redelivered", "cancelled",
			"dead", "waiting", "lost");

	private static final int TEXT_COLUMNS = 2;

	private final TextTable table;

	public TotalsTable(Collection<QueueTotals> totals) {
		this.table = new TextTable(HEADER, TEXT_COLUMNS, totals.stream().map(TotalsTable::row).toList());
	}

	private static List<String> row(QueueTotals queueTotals) {
		return List.of(queueTotals.queue(), queueTotals.type().name(), TextTable.number(queueTotals.sent()),
				TextTable.number(queueTotals.processed()), TextTable.number(queueTotals.redelivered()),
				TextTable.number(queueTotals.cancelled()), TextTable.number(queueTotals.dead()),
				TextTable.number(queueTotals.waiting()), TextTable.number(queueTotals.lost()));
	}

	@Override
	public String toString() {
		return this.table.toString();
	}

}
