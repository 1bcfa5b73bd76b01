package io.github.redisqueues.shop.order;

/**
 * There is no such order.
 */
public class UnknownOrderException extends RuntimeException {

	public UnknownOrderException(String id) {
		super("there is no order '" + id + "'");
	}

}
