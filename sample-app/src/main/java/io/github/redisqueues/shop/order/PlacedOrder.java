package io.github.redisqueues.shop.order;

/**
 * An order and its status.
 *
 * @param order the order
 * @param status the status
 */
public record PlacedOrder(Order order, OrderStatus status) {

	PlacedOrder with(OrderStatus status) {
		return new PlacedOrder(this.order, status);
	}

}
