package io.github.redisqueues.shop.undo;

import org.springframework.util.Assert;

/**
 * A manual change of the stock.
 *
 * @param sku the article
 * @param change how many pieces were added; negative if taken away
 */
public record Edit(String sku, int change) {

	public Edit {
		Assert.hasText(sku, "sku must not be empty");
		Assert.isTrue(change != 0, "change must not be 0");
		Assert.isTrue(Math.abs((long) change) <= 1_000_000, "change must be within a million");
	}

}
