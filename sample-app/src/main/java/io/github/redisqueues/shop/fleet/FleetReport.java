package io.github.redisqueues.shop.fleet;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

import io.github.redisqueues.shop.report.TextTable;

/**
 * Report on two instances that work on shared data.
 *
 * @param took total time, including the start of the second instance
 * @param guarded the sale under a lock
 * @param unguarded the sale without a lock
 * @param prices the cache
 * @param offer the topic
 * @param changes the listeners
 * @param staleWriter the writer that lost its lock
 * @param counting the schedule
 */
record FleetReport(Duration took, Sale guarded, Sale unguarded, PriceCheck prices, OfferRound offer,
		ChangeRound changes, StaleWriter staleWriter, CountingRound counting) {

	private static final List<String> HEADER = List.of("one stock, two instances", "customers", "in stock", "sold",
			"oversold", "gave up", "took");

	@Override
	public String toString() {
		return String.join("\n\n",
				String.format(Locale.ROOT, "\nA second instance ran for %.1f s.", seconds(this.took)),
				new TextTable(HEADER, 1, List.of(row(this.guarded), row(this.unguarded))).toString(),
				String.join("\n", byChance() + priceLine(), offerLine(), changeLine(), staleLine(), countingLine()));
	}

	private static List<String> row(Sale sale) {
		return List.of(sale.how(), TextTable.number(sale.customers()), TextTable.number(sale.inStock()),
				TextTable.number(sale.sold()), TextTable.number(sale.oversold()), TextTable.number(sale.gaveUp()),
				String.format(Locale.ROOT, "%.2f s", seconds(sale.took())));
	}

	private String byChance() {
		return (this.unguarded.oversold() == 0) ? "Nothing was oversold without the lock this time, by chance only.\n"
				: "";
	}

	private String priceLine() {
		return String.format(Locale.ROOT, "Prices: %,d readers of %,d prices, %,d loads, at most %,d of a price",
				this.prices.readers(), this.prices.prices(), this.prices.loads(), this.prices.mostLoads());
	}

	private String offerLine() {
		return String.format(Locale.ROOT, "Offer: published once, received by %,d of %,d instances",
				this.offer.received(), this.offer.instances());
	}

	private String changeLine() {
		return String.format(Locale.ROOT,
				"Changes: %,d messages for %,d changes, %,d redelivered; %,d rows inserted, %,d updates, %,d rows outdated",
				this.changes.messages(), this.changes.changes(), this.changes.redelivered(), this.changes.inserted(),
				this.changes.updated(), this.changes.behind());
	}

	private String staleLine() {
		return String.format(Locale.ROOT,
				"Late writer: lost its lock and %s; its write with token %d, after one with token %d, was %s",
				this.staleWriter.noticed() ? "noticed" : "did not notice", this.staleWriter.token(),
				this.staleWriter.laterToken(), this.staleWriter.refused() ? "refused" : "NOT refused");
	}

	private String countingLine() {
		return String.format(Locale.ROOT,
				"Stocktaking: a schedule configured on both instances had %,d ticks; %,d were received, %,d repeated",
				this.counting.due(), this.counting.received(), this.counting.repeated());
	}

	private static double seconds(Duration duration) {
		return duration.toMillis() / 1000.0;
	}

}
