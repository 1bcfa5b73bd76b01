package io.github.redisqueues.shop.order;

import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.shop.ShopProperties;
import io.github.redisqueues.shop.report.Ledger;
import io.github.redisqueues.shop.work.Workers;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class OrderConfiguration {

	@Bean
	Workers<Order> orderWorkers(RedisQueue<Order> orders, Warehouse warehouse, Ledger ledger,
			ShopProperties properties) {
		return new Workers<>(orders, properties.workers(), 10, warehouse::reserve, ledger);
	}

	@Bean
	Workers<Order> unpaidWorkers(RedisQueue<Order> unpaid, Warehouse warehouse, Ledger ledger) {
		return new Workers<>(unpaid, 1, 10, warehouse::cancelUnpaid, ledger);
	}

}
