package io.github.redisqueues.shop.order;

import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.shop.report.Ledger;
import io.github.redisqueues.shop.work.RejectedMessageException;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;

/**
 * Where orders are worked on: the handlers of the queues {@code orders} and
 * {@code unpaid}.
 */
@Service
class Warehouse {

	private final RedisQueue<Order> unpaid;

	private final OrderBook book;

	private final ApplicationEventPublisher events;

	private final Ledger ledger;

	Warehouse(RedisQueue<Order> unpaid, OrderBook book, ApplicationEventPublisher events, Ledger ledger) {
		this.unpaid = unpaid;
		this.book = book;
		this.events = events;
		this.ledger = ledger;
	}

	/**
	 * Sets an order's pieces aside, until it is paid or the queue's delay has passed.
	 */
	void reserve(Order order) {
		OrderStatus status = this.book.reserve(order);
		if (status == OrderStatus.REJECTED) {
			throw new RejectedMessageException("unknown article '" + order.sku() + "'");
		}
		if (status == OrderStatus.RESERVED) {
			String id = this.unpaid.send(order, SendOptions.defaults().id(order.id()));
			this.ledger.sent(this.unpaid, id);
			this.events.publishEvent(new OrderReserved(order.id()));
		}
	}

	/**
	 * Cancels an order that nobody paid.
	 */
	void cancelUnpaid(Order order) {
		this.book.cancelUnpaid(order.id());
	}

}
