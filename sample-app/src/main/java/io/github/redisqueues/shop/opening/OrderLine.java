package io.github.redisqueues.shop.opening;

import java.util.Optional;

import io.github.redisqueues.shop.order.Order;
import io.github.redisqueues.shop.ticket.Ticket;
import org.jspecify.annotations.Nullable;

/**
 * One line of the file of orders: an order and what the customer does next.
 *
 * @param order the order
 * @param pays whether the customer pays as soon as the order is confirmed
 * @param ticket the customer's question about the order, if any
 */
record OrderLine(Order order, boolean pays, Optional<Ticket> ticket) {

	/**
	 * The JSON form of a line.
	 */
	record Json(String id, String customer, String sku, int quantity, @Nullable Boolean pays,
			@Nullable Question ticket) {

		OrderLine toOrderLine() {
			Order order = new Order(this.id, this.customer, this.sku, this.quantity);
			boolean pays = !Boolean.FALSE.equals(this.pays);
			return new OrderLine(order, pays, Optional.ofNullable(this.ticket).map((ticket) -> ticket.about(this.id)));
		}

	}

	record Question(String text, int priority) {

		Ticket about(String orderId) {
			return new Ticket(orderId, this.text, this.priority);
		}

	}

}
