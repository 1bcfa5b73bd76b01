package com.acme;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.github.redisqueues.topic.RedisTopic;
import io.github.redisqueues.topic.TopicListener;

import org.springframework.stereotype.Component;

/**
 * Prices that every instance knows.
 */
// tag::topic[]
@Component
class PriceList {

	private final Map<String, Long> cache = new ConcurrentHashMap<>();

	private final RedisTopic<Price> prices;

	PriceList(RedisTopic<Price> prices) {
		this.prices = prices;
	}

	void change(Price price) {
		this.prices.publish(price);
	}

	// In every running instance, this one included
	@TopicListener("prices")
	void changed(Price price) {
		this.cache.put(price.sku(), price.cents());
	}

}
// end::topic[]
