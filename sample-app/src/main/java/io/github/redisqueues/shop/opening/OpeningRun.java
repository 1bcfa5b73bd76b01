package io.github.redisqueues.shop.opening;

import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.shop.StartupRun;
import io.github.redisqueues.shop.order.Order;
import io.github.redisqueues.shop.order.OrderBook;
import io.github.redisqueues.shop.order.OrderStatus;
import io.github.redisqueues.shop.order.PlacedOrder;
import io.github.redisqueues.shop.report.CrashSimulator;
import io.github.redisqueues.shop.report.QueueTotals;
import io.github.redisqueues.shop.stock.Stock;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;

/**
 * Sends the orders of the file at startup and prints a report on all messages.
 */
@Component
@ConditionalOnBooleanProperty(name = "shop.opening-run", matchIfMissing = true)
class OpeningRun extends StartupRun implements Ordered {

	private final OrderFile file;

	private final FlashSale sale;

	private final OpeningRunEnd runEnd;

	private final Stock stock;

	private final OrderBook book;

	private final RedisQueue<Order> orders;

	private final CrashSimulator crashSimulator;

	private volatile @Nullable OpeningReport report;

	OpeningRun(OrderFile file, FlashSale sale, OpeningRunEnd runEnd, Stock stock, OrderBook book,
			RedisQueue<Order> orders, CrashSimulator crashSimulator) {
		this.file = file;
		this.sale = sale;
		this.runEnd = runEnd;
		this.stock = stock;
		this.book = book;
		this.orders = orders;
		this.crashSimulator = crashSimulator;
	}

	@Override
	protected void run() throws InterruptedException {
		List<OrderLine> lines = this.file.read();
		long start = System.nanoTime();
		this.sale.fillUp();
		long onSale = sum(this.stock.left().values());
		this.sale.open(lines);
		List<QueueTotals> totals = this.runEnd.await();
		Duration took = Duration.ofNanos(System.nanoTime() - start);
		this.crashSimulator.cancel(this.orders);
		OpeningReport report = new OpeningReport(took, totals, this.crashSimulator.crash(this.orders), statuses(),
				onSale, sold(), sum(this.stock.left().values()));
		this.report = report;
		System.out.println(report);
	}

	@Override
	public int getOrder() {
		return 1;
	}

	Optional<OpeningReport> report() {
		return Optional.ofNullable(this.report);
	}

	private Map<OrderStatus, Long> statuses() {
		return this.book.all()
			.stream()
			.collect(Collectors.groupingBy(PlacedOrder::status, () -> new EnumMap<>(OrderStatus.class),
					Collectors.counting()));
	}

	private long sold() {
		return this.book.all()
			.stream()
			.filter((placed) -> placed.status() == OrderStatus.PAID)
			.mapToLong((placed) -> placed.order().quantity())
			.sum();
	}

	private static long sum(Collection<Integer> pieces) {
		return pieces.stream().mapToLong(Integer::longValue).sum();
	}

}
