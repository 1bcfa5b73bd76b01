package io.github.redisqueues.shop.opening;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.github.redisqueues.shop.order.OrderStatus;
import io.github.redisqueues.shop.report.Crash;
import io.github.redisqueues.shop.report.QueueTotals;
import io.github.redisqueues.shop.report.TotalsTable;

/**
 * Report on the opening run.
 *
 * @param took the time from the first order until the last message was settled
 * @param totals result of the messages, by queue
 * @param crash the simulated crash, if there was one
 * @param orders number of orders by status
 * @param onSale pieces in stock at the beginning
 * @param sold pieces that were paid for
 * @param left pieces in stock at the end
 */
record OpeningReport(Duration took, List<QueueTotals> totals, Optional<Crash> crash, Map<OrderStatus, Long> orders,
		long onSale, long sold, long left) {

	@Override
	public String toString() {
		return """

				The opening run took %.1f s.%s

				%s

				Orders: %s
				Pieces: %s""".formatted(this.took.toMillis() / 1000.0,
				this.crash.map(OpeningReport::crashText).orElse(""), new TotalsTable(this.totals), orderLine(),
				pieceLine());
	}

	private static String crashText(Crash crash) {
		return " Worker '%s' crashed while processing message '%s'.".formatted(crash.worker(), crash.messageId());
	}

	private String orderLine() {
		return this.orders.entrySet()
			.stream()
			.map((entry) -> String.format(Locale.ROOT, "%,d %s", entry.getValue(), words(entry.getKey())))
			.collect(Collectors.joining(", "));
	}

	private static String words(OrderStatus status) {
		return status.name().toLowerCase(Locale.ROOT).replace('_', ' ');
	}

	private String pieceLine() {
		return String.format(Locale.ROOT, "%,d on sale, %,d sold, %,d left", this.onSale, this.sold, this.left);
	}

}
