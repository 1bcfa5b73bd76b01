package io.github.redisqueues.shop.order;

import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.shop.report.Ledger;

import org.springframework.stereotype.Service;

/**
 * Where customers order and pay. The queues {@code orders} and {@code unpaid} carry the
 * same type, so they are told apart by the parameters' names.
 */
@Service
public class Checkout {

	private final RedisQueue<Order> orders;

	private final RedisQueue<Order> unpaid;

	private final OrderBook book;

	private final Ledger ledger;

	Checkout(RedisQueue<Order> orders, RedisQueue<Order> unpaid, OrderBook book, Ledger ledger) {
		this.orders = orders;
		this.unpaid = unpaid;
		this.book = book;
		this.ledger = ledger;
	}

	/**
	 * Places an order. With the order's number as the message's id, an order that is sent
	 * twice is one order; with the article as its group, who orders first is served
	 * first, as long as there are pieces.
	 * @param order the order
	 */
	public void order(Order order) {
		this.book.place(order);
		String id = this.orders.send(order, SendOptions.defaults().id(order.id()).group(order.sku()));
		this.ledger.sent(this.orders, id);
	}

	/**
	 * Pays for an order. The message that would have cancelled it is withdrawn.
	 * @param id the order's number
	 * @return how far the order is now; {@link OrderStatus#PAID} unless it could not be
	 * paid
	 * @throws UnknownOrderException if there is no such order
	 */
	public OrderStatus pay(String id) {
		OrderStatus status = this.book.pay(id);
		if (status == OrderStatus.PAID && this.unpaid.cancel(id)) {
			this.ledger.cancelled(this.unpaid, id);
		}
		return status;
	}

}
