package io.github.redisqueues.shop.ticket;

import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.shop.report.Ledger;
import io.github.redisqueues.shop.work.Workers;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TicketConfiguration {

	/**
	 * One worker that takes one ticket at a time, so that the most urgent one is always
	 * next.
	 */
	@Bean
	Workers<Ticket> ticketWorkers(RedisQueue<Ticket> queue, TicketDesk desk, Ledger ledger) {
		return new Workers<>(queue, 1, 1, desk::answer, ledger);
	}

}
