package io.github.redisqueues.shop;

import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * How the shop is set up.
 *
 * @param orders file of the opening run's orders, one JSON object a line
 * @param stock pieces on sale, by article
 * @param openingRun whether to serve the file of orders at start
 */
@ConfigurationProperties("shop")
public record ShopProperties(@DefaultValue("classpath:orders.jsonl") String orders,
		@DefaultValue Map<String, Integer> stock, @DefaultValue("true") boolean openingRun) {

	public ShopProperties {
		stock.forEach((sku, pieces) -> Assert.isTrue(pieces >= 0,
				() -> "shop.stock." + sku + " must be 0 or more, but is " + pieces));
		stock = Map.copyOf(stock);
	}

}
