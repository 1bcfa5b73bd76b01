package io.github.redisqueues.shop.parcel;

import org.springframework.util.Assert;

/**
 * A paid order on its way.
 *
 * @param orderId the order
 * @param customer who receives it
 */
public record Parcel(String orderId, String customer) {

	public Parcel {
		Assert.hasText(orderId, "orderId must not be empty");
		Assert.hasText(customer, "customer must not be empty");
	}

}
