package com.acme;

import java.time.Duration;

import io.github.redisqueues.listener.DoNotRetry;
import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.listener.RetryLater;
import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;

import org.springframework.stereotype.Component;

/**
 * Ships orders, one at a time for each article, and bills them.
 */
@Component
class Shipping {

	private final Warehouse warehouse;

	private final RedisQueue<Order> invoices;

	Shipping(Warehouse warehouse, RedisQueue<Order> invoices) {
		this.warehouse = warehouse;
		this.invoices = invoices;
	}

	@QueueListener("orders")
	@DistributedLock(name = "stock", keys = "#order.sku()")
	public void ship(Order order) {
		if (order.sku().equals("nothing")) {
			throw new DoNotRetry("an order of nothing");
		}
		if (order.sku().equals("sold out")) {
			throw new RetryLater(Duration.ofMinutes(10));
		}
		this.warehouse.ship(order);
		this.invoices.send(order,
				SendOptions.defaults()
					.delay(Duration.ofDays(14))
					.group(order.customer())
					.header("article", order.sku()));
	}

}
