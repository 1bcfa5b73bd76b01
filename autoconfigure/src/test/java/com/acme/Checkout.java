package com.acme;

import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;

import org.springframework.stereotype.Service;

/**
 * Sends orders and ships them.
 */
// tag::checkout[]
@Service
class Checkout {

	private final RedisQueue<Order> orders;

	private final RedisQueue<Order> unpaid;

	private final Warehouse warehouse;

	Checkout(RedisQueue<Order> orders, RedisQueue<Order> unpaid, Warehouse warehouse) {
		this.orders = orders;
		this.unpaid = unpaid;
		this.warehouse = warehouse;
	}

	public void place(Order order) {
		this.orders.send(order);
		// Can be repeated: one id, one message
		this.unpaid.send(order, SendOptions.defaults().id(order.number()));
	}

	public void paid(Order order) {
		this.unpaid.cancel(order.number());
	}

	// At least once: retried if it throws, then a dead letter
	@QueueListener("orders")
	// One process at a time for each article
	@DistributedLock(name = "stock", keys = "#order.sku()")
	public void ship(Order order) {
		this.warehouse.ship(order);
	}

}
// end::checkout[]
