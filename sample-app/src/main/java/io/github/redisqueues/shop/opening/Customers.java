package io.github.redisqueues.shop.opening;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.redisqueues.shop.order.Checkout;
import io.github.redisqueues.shop.order.OrderReserved;

import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Component;

/**
 * The customers of the opening run. They pay as soon as their order is confirmed. Orders
 * from the endpoints are paid through the endpoints.
 */
@Component
class Customers {

	private final Checkout checkout;

	private final Set<String> willPay = ConcurrentHashMap.newKeySet();

	Customers(Checkout checkout) {
		this.checkout = checkout;
	}

	void order(OrderLine line) {
		if (line.pays()) {
			this.willPay.add(line.order().id());
		}
		this.checkout.order(line.order());
	}

	@Async
	@EventListener
	public void pay(OrderReserved reserved) {
		if (this.willPay.remove(reserved.orderId())) {
			this.checkout.pay(reserved.orderId());
		}
	}

}
