package io.github.redisqueues.shop.order;

import io.github.redisqueues.listener.Acknowledgement;
import io.github.redisqueues.listener.Attempt;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.shop.report.CrashSimulator;
import io.github.redisqueues.shop.report.Ledger;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;

/**
 * Handles the messages of the queues {@code orders} and {@code unpaid}.
 */
@Service
class Warehouse {

	private final RedisQueue<Order> orders;

	private final RedisQueue<Order> unpaid;

	private final OrderBook book;

	private final ApplicationEventPublisher events;

	private final Ledger ledger;

	private final CrashSimulator crashSimulator;

	Warehouse(RedisQueue<Order> orders, RedisQueue<Order> unpaid, OrderBook book, ApplicationEventPublisher events,
			Ledger ledger, CrashSimulator crashSimulator) {
		this.orders = orders;
		this.unpaid = unpaid;
		this.book = book;
		this.events = events;
		this.ledger = ledger;
		this.crashSimulator = crashSimulator;
	}

	/**
	 * Reserves the pieces of an order until it is paid or the delay of {@code unpaid} has
	 * passed. Acknowledges manually only to show what happens when it does not: a method
	 * that takes an {@code Order} and throws {@code DoNotRetry} to reject it would do.
	 */
	@QueueListener(value = "orders", acknowledgement = Acknowledgement.MANUAL)
	void take(Delivery<Order> delivery) {
		this.ledger.received(this.orders, delivery.id(), delivery.attempt());
		OrderStatus status = reserve(delivery.payload());
		if (status == OrderStatus.REJECTED) {
			delivery.reject("unknown article '" + delivery.payload().sku() + "'");
		}
		else if (!this.crashSimulator.crashes(this.orders, delivery) && delivery.ack()) {
			this.ledger.processed(this.orders, delivery.id());
		}
	}

	private OrderStatus reserve(Order order) {
		OrderStatus status = this.book.reserve(order);
		if (status == OrderStatus.RESERVED) {
			String id = this.unpaid.send(order, SendOptions.defaults().id(order.id()));
			this.ledger.sent(this.unpaid, id);
			this.events.publishEvent(new OrderReserved(order.id()));
		}
		return status;
	}

	/**
	 * Cancels an order that was not paid in time.
	 */
	@QueueListener("unpaid")
	void cancelUnpaid(Order order, @Attempt int attempt) {
		this.ledger.received(this.unpaid, order.id(), attempt);
		this.book.cancelUnpaid(order.id());
		this.ledger.processed(this.unpaid, order.id());
	}

}
