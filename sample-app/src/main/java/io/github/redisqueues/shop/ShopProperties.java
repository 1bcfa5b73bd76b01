package io.github.redisqueues.shop;

import java.time.Duration;
import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * Settings of the shop.
 *
 * @param orders file with the orders of the opening run, one JSON object per line
 * @param stock pieces on sale, by article
 * @param openingRun whether to process the file of orders at startup
 * @param traffic whether customers keep ordering after the opening run
 * @param parcelTime how long the carrier takes for a parcel
 */
@ConfigurationProperties("shop")
public record ShopProperties(@DefaultValue("classpath:orders.jsonl") String orders,
		@DefaultValue Map<String, Integer> stock, @DefaultValue("true") boolean openingRun,
		@DefaultValue("true") boolean traffic, @DefaultValue("250ms") Duration parcelTime) {

	public ShopProperties {
		stock.forEach((sku, pieces) -> Assert.isTrue(pieces >= 0,
				() -> "shop.stock." + sku + " must be 0 or more, but is " + pieces));
		stock = Map.copyOf(stock);
	}

}
