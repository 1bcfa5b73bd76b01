package io.github.redisqueues.shop.order;

/**
 * An order and how far it has come.
 *
 * @param order the order
 * @param status how far
 */
public record PlacedOrder(Order order, OrderStatus status) {

	PlacedOrder with(OrderStatus status) {
		return new PlacedOrder(this.order, status);
	}

}
