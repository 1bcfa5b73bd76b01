package io.github.redisqueues.shop.undo;

/**
 * Thrown when the stock cannot be changed as requested.
 */
public class ImpossibleEditException extends RuntimeException {

	ImpossibleEditException(String sku, int change) {
		super("the stock of '%s' cannot be changed by %+d".formatted(sku, change));
	}

}
