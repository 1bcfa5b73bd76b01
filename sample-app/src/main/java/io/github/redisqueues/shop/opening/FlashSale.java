package io.github.redisqueues.shop.opening;

import java.util.List;

import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.shop.order.Order;
import io.github.redisqueues.shop.report.CrashSimulator;
import io.github.redisqueues.shop.stock.Stock;
import io.github.redisqueues.shop.ticket.TicketDesk;
import io.github.redisqueues.shop.undo.Edit;
import io.github.redisqueues.shop.undo.StockRoom;

import org.springframework.stereotype.Component;

/**
 * The steps of the opening run.
 */
@Component
class FlashSale {

	private static final int PIECES_DELIVERED = 10;

	private static final int WRONG_EDITS = 3;

	private final Stock stock;

	private final StockRoom stockRoom;

	private final Customers customers;

	private final TicketDesk ticketDesk;

	private final RedisQueue<Order> orders;

	private final CrashSimulator crashSimulator;

	FlashSale(Stock stock, StockRoom stockRoom, Customers customers, TicketDesk ticketDesk, RedisQueue<Order> orders,
			CrashSimulator crashSimulator) {
		this.stock = stock;
		this.stockRoom = stockRoom;
		this.customers = customers;
		this.ticketDesk = ticketDesk;
		this.orders = orders;
		this.crashSimulator = crashSimulator;
	}

	/**
	 * Adds pieces of each article and undoes the newest additions.
	 */
	void fillUp() {
		this.stock.left().keySet().forEach((sku) -> this.stockRoom.apply(new Edit(sku, PIECES_DELIVERED)));
		for (int i = 0; i < WRONG_EDITS; i++) {
			this.stockRoom.undoNewest();
		}
	}

	/**
	 * Sends all orders, and lets a worker die when half of them are sent. First redrives
	 * orders that an earlier run left among the dead letters, because an order with the
	 * same id would count as a duplicate of the dead one.
	 */
	void open(List<OrderLine> lines) {
		this.orders.deadLetters().redrive(Integer.MAX_VALUE);
		int half = lines.size() / 2;
		lines.subList(0, half).forEach(this::serve);
		this.crashSimulator.crashNext(this.orders);
		lines.subList(half, lines.size()).forEach(this::serve);
	}

	private void serve(OrderLine line) {
		this.customers.order(line);
		line.ticket().ifPresent(this.ticketDesk::open);
	}

}
