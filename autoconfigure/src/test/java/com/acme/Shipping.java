package com.acme;

import io.github.redisqueues.listener.QueueListener;

import org.springframework.stereotype.Component;

/**
 * Ships orders.
 */
// tag::listener[]
@Component
class Shipping {

	private final Warehouse warehouse;

	Shipping(Warehouse warehouse) {
		this.warehouse = warehouse;
	}

	@QueueListener("orders")
	void ship(Order order) {
		this.warehouse.ship(order);
	}

}
// end::listener[]
