package io.github.redisqueues.shop.opening;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.github.redisqueues.shop.StartupRun;
import io.github.redisqueues.shop.order.Order;
import io.github.redisqueues.shop.stock.Stock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.stereotype.Component;

/**
 * Customers who keep ordering after the opening run, a few at a time and now and then
 * many at once, so that there is something to see. What they order is delivered first, so
 * the shop is never sold out.
 */
@Component
@org.springframework.core.annotation.Order(4)
@ConditionalOnBooleanProperty(name = { "shop.opening-run", "shop.traffic" }, matchIfMissing = true)
class RegularCustomers extends StartupRun implements DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(RegularCustomers.class);

	private static final Duration PERIOD = Duration.ofSeconds(2);

	private static final int RUSH_EVERY = 15;

	private static final int RUSH = 36;

	private static final int DOES_NOT_PAY_EVERY = 8;

	private final Customers customers;

	private final Stock stock;

	private final SimpleAsyncTaskScheduler scheduler = new SimpleAsyncTaskScheduler();

	private int periods;

	private int orders;

	RegularCustomers(Customers customers, Stock stock) {
		this.customers = customers;
		this.stock = stock;
	}

	@Override
	protected void run() {
		this.scheduler.setThreadNamePrefix("customers-");
		this.scheduler.setErrorHandler((failure) -> logger.warn("Customers could not order: {}", failure.getMessage()));
		this.scheduler.scheduleWithFixedDelay(this::come, PERIOD);
	}

	private void come() {
		int number = (++this.periods % RUSH_EVERY == 0) ? RUSH : 1;
		for (int i = 0; i < number; i++) {
			order(++this.orders);
		}
	}

	private void order(int number) {
		List<String> articles = List.copyOf(this.stock.left().keySet());
		if (articles.isEmpty()) {
			return;
		}
		Order order = new Order(UUID.randomUUID().toString(), "customer " + number,
				articles.get(number % articles.size()), 1);
		this.stock.change(order.sku(), order.quantity());
		this.customers.order(new OrderLine(order, number % DOES_NOT_PAY_EVERY != 0, Optional.empty()));
	}

	@Override
	public void destroy() {
		this.scheduler.close();
	}

}
