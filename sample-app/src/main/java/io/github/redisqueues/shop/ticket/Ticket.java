package io.github.redisqueues.shop.ticket;

import org.springframework.util.Assert;

/**
 * A customer's question about an order.
 *
 * @param orderId the order
 * @param text the question
 * @param priority how urgent it is, 1 to 9, the highest first
 */
public record Ticket(String orderId, String text, int priority) {

	private static final int HIGHEST = 9;

	public Ticket {
		Assert.hasText(orderId, "orderId must not be empty");
		Assert.hasText(text, "text must not be empty");
		Assert.isTrue(priority >= 1 && priority <= HIGHEST,
				() -> "priority must be 1 to " + HIGHEST + ", but is " + priority);
	}

}
