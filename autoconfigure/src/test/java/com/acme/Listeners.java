package com.acme;

import java.time.Duration;

import io.github.redisqueues.listener.QueueListenerContainer;
import io.github.redisqueues.listener.QueueListenerContainerFactory;
import io.github.redisqueues.queue.RedisQueue;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Listeners in code.
 */
// tag::container[]
@Configuration
class Listeners {

	@Bean
	QueueListenerContainer<Order> shipping(QueueListenerContainerFactory containers, RedisQueue<Order> orders,
			Warehouse warehouse) {
		return containers.create("shipping", orders, (delivery) -> warehouse.ship(delivery.payload()),
				(settings) -> settings.concurrency(4).timeLimit(Duration.ofSeconds(30)));
	}

}
// end::container[]
