package com.acme;

import java.util.Map;

import io.github.redisqueues.topic.RedisTopic;
import io.github.redisqueues.topic.Subscription;

/**
 * Topics.
 */
class TopicSnippets {

	void subscribe(RedisTopic<Price> prices, Map<String, Long> cache) {
		// tag::subscribe[]
		try (Subscription subscription = prices.subscribe((price) -> cache.put(price.sku(), price.cents()))) {
			// until it is closed
		}
		// end::subscribe[]
	}

}
