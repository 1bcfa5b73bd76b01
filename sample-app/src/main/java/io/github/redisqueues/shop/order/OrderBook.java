package io.github.redisqueues.shop.order;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.github.redisqueues.shop.stock.Stock;

import org.springframework.stereotype.Component;

/**
 * All orders with their status. Each step is idempotent and changes the stock once, which
 * makes handlers safe for redelivered messages. Kept in memory; a real shop would use a
 * database.
 */
@Component
public class OrderBook {

	private final Map<String, PlacedOrder> orders = new ConcurrentHashMap<>();

	private final Stock stock;

	OrderBook(Stock stock) {
		this.stock = stock;
	}

	public Optional<PlacedOrder> find(String id) {
		return Optional.ofNullable(this.orders.get(id));
	}

	public Collection<PlacedOrder> all() {
		return List.copyOf(this.orders.values());
	}

	void place(Order order) {
		this.orders.putIfAbsent(order.id(), new PlacedOrder(order, OrderStatus.PLACED));
	}

	/**
	 * Reserves the pieces of a placed order.
	 * @param order the order
	 * @return the new status, or the current one if nothing was to do
	 */
	OrderStatus reserve(Order order) {
		place(order);
		return advance(order.id(), OrderStatus.PLACED, (placed) -> {
			if (!this.stock.knows(order.sku())) {
				return OrderStatus.REJECTED;
			}
			return this.stock.change(order.sku(), -order.quantity()) ? OrderStatus.RESERVED : OrderStatus.SOLD_OUT;
		});
	}

	/**
	 * Marks a reserved order as paid.
	 * @param id the order
	 * @return the status; {@link OrderStatus#PAID} unless the order could not be paid
	 */
	OrderStatus pay(String id) {
		return advance(id, OrderStatus.RESERVED, (reserved) -> OrderStatus.PAID);
	}

	/**
	 * Cancels a reserved order and puts its pieces back on sale. Does nothing for an
	 * order that has been paid, or that another instance placed.
	 * @param id the order
	 */
	void cancelUnpaid(String id) {
		if (this.orders.containsKey(id)) {
			advance(id, OrderStatus.RESERVED, (reserved) -> {
				this.stock.change(reserved.sku(), reserved.quantity());
				return OrderStatus.CANCELLED;
			});
		}
	}

	private OrderStatus advance(String id, OrderStatus from, Step step) {
		PlacedOrder now = this.orders.computeIfPresent(id,
				(key, placed) -> (placed.status() == from) ? placed.with(step.take(placed.order())) : placed);
		if (now == null) {
			throw new UnknownOrderException(id);
		}
		return now.status();
	}

	private interface Step {

		OrderStatus take(Order order);

	}

}
