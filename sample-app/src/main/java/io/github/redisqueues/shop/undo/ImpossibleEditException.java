package io.github.redisqueues.shop.undo;

/**
 * The stock cannot be changed like that.
 */
public class ImpossibleEditException extends RuntimeException {

	ImpossibleEditException(String sku, int change) {
		super("the stock of '%s' cannot be changed by %+d".formatted(sku, change));
	}

}
