package io.github.redisqueues.shop.opening;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.github.redisqueues.shop.order.OrderStatus;
import io.github.redisqueues.shop.report.Casualty;
import io.github.redisqueues.shop.report.Tally;
import io.github.redisqueues.shop.report.TallyTable;

/**
 * Report on the opening run.
 *
 * @param took the time from the first order until the last message was settled
 * @param tallies result of the messages, by queue
 * @param casualty the worker that died
 * @param orders how many orders there are of each status
 * @param onSale pieces in stock at the beginning
 * @param sold pieces that were paid
 * @param left pieces in stock at the end
 */
record OpeningReport(Duration took, List<Tally> tallies, Optional<Casualty> casualty, Map<OrderStatus, Long> orders,
		long onSale, long sold, long left) {

	@Override
	public String toString() {
		return """

				The opening run took %.1f s.%s

				%s

				Orders: %s
				Pieces: %s""".formatted(this.took.toMillis() / 1000.0,
				this.casualty.map(OpeningReport::obituary).orElse(""), new TallyTable(this.tallies), orderLine(),
				pieceLine());
	}

	private static String obituary(Casualty casualty) {
		return " Worker '%s' died over message '%s'.".formatted(casualty.worker(), casualty.messageId());
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
