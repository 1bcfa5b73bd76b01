package com.acme;

/**
 * Ships what was ordered.
 */
interface Warehouse {

	void ship(Order order);

}
