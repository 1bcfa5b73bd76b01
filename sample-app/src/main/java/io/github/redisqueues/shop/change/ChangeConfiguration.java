package io.github.redisqueues.shop.change;

import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.shop.report.Ledger;
import io.github.redisqueues.shop.work.Workers;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ChangeConfiguration {

	@Bean
	Workers<Change> changeWorkers(RedisQueue<Change> changes, ChangeBook book, Ledger ledger) {
		return new Workers<>(changes, 4, 5, book::apply, ledger);
	}

}
