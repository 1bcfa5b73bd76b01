package io.github.redisqueues.shop.order;

/**
 * Thrown when there is no order with an id.
 */
public class UnknownOrderException extends RuntimeException {

	public UnknownOrderException(String id) {
		super("there is no order '" + id + "'");
	}

}
