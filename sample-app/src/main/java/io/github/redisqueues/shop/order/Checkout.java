package io.github.redisqueues.shop.order;

import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.shop.parcel.Parcel;
import io.github.redisqueues.shop.report.Ledger;

import org.springframework.stereotype.Service;

/**
 * Takes orders and payments. The queues {@code orders} and {@code unpaid} have the same
 * payload type, so they are injected by parameter name.
 */
@Service
public class Checkout {

	private final RedisQueue<Order> orders;

	private final RedisQueue<Order> unpaid;

	private final RedisQueue<Parcel> parcels;

	private final OrderBook book;

	private final Ledger ledger;

	Checkout(RedisQueue<Order> orders, RedisQueue<Order> unpaid, RedisQueue<Parcel> parcels, OrderBook book,
			Ledger ledger) {
		this.orders = orders;
		this.unpaid = unpaid;
		this.parcels = parcels;
		this.book = book;
		this.ledger = ledger;
	}

	/**
	 * Places an order. The order's number is the message id, so an order that is sent
	 * twice counts once. The article is the message group, so orders of an article are
	 * handled in the order of arrival.
	 * @param order the order
	 */
	public void order(Order order) {
		this.book.place(order);
		String id = this.orders.send(order, SendOptions.defaults().id(order.id()).group(order.sku()));
		this.ledger.sent(this.orders, id);
	}

	/**
	 * Pays for an order, cancels the message that would have cancelled the order, and
	 * sends its parcel.
	 * @param id the order's number
	 * @return the status; {@link OrderStatus#PAID} unless the order could not be paid
	 * @throws UnknownOrderException if there is no such order
	 */
	public OrderStatus pay(String id) {
		OrderStatus status = this.book.pay(id);
		if (status == OrderStatus.PAID) {
			if (this.unpaid.cancel(id)) {
				this.ledger.cancelled(this.unpaid, id);
			}
			ship(id);
		}
		return status;
	}

	/**
	 * Sends the parcel of an order. An order that is paid twice is shipped once, because
	 * the order's number is the message id, and the queue remembers it for a while.
	 */
	private void ship(String id) {
		Order order = this.book.find(id).orElseThrow(() -> new UnknownOrderException(id)).order();
		this.parcels.send(new Parcel(id, order.customer()), SendOptions.defaults().id(id));
	}

}
