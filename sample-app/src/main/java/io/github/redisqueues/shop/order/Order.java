package io.github.redisqueues.shop.order;

import org.springframework.util.Assert;

/**
 * An order of a customer.
 *
 * @param id id of the order and of its messages
 * @param customer the customer
 * @param sku the article, and the group of the message
 * @param quantity number of pieces
 */
public record Order(String id, String customer, String sku, int quantity) {

	private static final int MAX_ID_LENGTH = 100;

	private static final int MAX_SKU_LENGTH = 100;

	private static final int MAX_QUANTITY = 1_000;

	public Order {
		Assert.hasText(id, "id must not be empty");
		Assert.isTrue(id.length() <= MAX_ID_LENGTH, () -> "id must have at most " + MAX_ID_LENGTH + " characters");
		Assert.hasText(customer, "customer must not be empty");
		Assert.hasText(sku, "sku must not be empty");
		Assert.isTrue(sku.length() <= MAX_SKU_LENGTH, () -> "sku must have at most " + MAX_SKU_LENGTH + " characters");
		Assert.isTrue(quantity >= 1 && quantity <= MAX_QUANTITY,
				() -> "quantity must be 1 to " + MAX_QUANTITY + ", but is " + quantity);
	}

}
