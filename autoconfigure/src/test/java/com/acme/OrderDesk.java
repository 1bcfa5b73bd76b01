package com.acme;

import java.time.Duration;

import io.github.redisqueues.listener.QueueListener;
import io.github.redisqueues.queue.RedisQueue;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionOperations;

/**
 * A transactional queue.
 */
class OrderDesk {

	private final RedisQueue<Order> orders;

	private final JdbcClient jdbc;

	OrderDesk(RedisQueue<Order> orders, JdbcClient jdbc) {
		this.orders = orders;
		this.jdbc = jdbc;
	}

	// tag::both[]
	@Transactional
	public void accept(Order order) {
		this.jdbc.sql("insert into accepted (number) values (?)").param(order.number()).update();
		this.orders.send(order);
	}

	@QueueListener("orders")
	public void ship(Order order) {
		this.jdbc.sql("insert into shipped (number) values (?)").param(order.number()).update();
	}
	// end::both[]

	void byHand(TransactionOperations transactions) {
		// tag::claim[]
		this.orders.receive(Duration.ofSeconds(20)).ifPresent((delivery) -> {
			transactions.executeWithoutResult((transaction) -> {
				if (delivery.claim()) {
					ship(delivery.payload());
				}
			});
			delivery.ack();
		});
		// end::claim[]
	}

}
