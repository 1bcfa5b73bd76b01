package io.github.redisqueues.shop.order;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.github.redisqueues.shop.stock.Stock;

import org.springframework.stereotype.Component;

/**
 * All orders and how far they have come. Each step is taken once, however often it is
 * asked for, and the stock changes with it; that is what makes the handlers of
 * redelivered messages safe. Kept in memory, where a real shop has a database.
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
	 * Sets the pieces of a placed order aside.
	 * @param order the order
	 * @return how far it is now, or was already
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
	 * Takes the money for a reserved order.
	 * @param id the order
	 * @return how far it is now; {@link OrderStatus#PAID} unless it could not be paid
	 */
	OrderStatus pay(String id) {
		return advance(id, OrderStatus.RESERVED, (reserved) -> OrderStatus.PAID);
	}

	/**
	 * Gives the pieces of a reserved order back. An order that is paid meanwhile, or that
	 * another shop took, is left alone.
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
