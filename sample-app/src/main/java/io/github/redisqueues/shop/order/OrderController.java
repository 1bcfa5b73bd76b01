package io.github.redisqueues.shop.order;

import java.net.URI;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

@RestController
@RequestMapping("/orders")
class OrderController {

	private static final Logger logger = LoggerFactory.getLogger(OrderController.class);

	private final Checkout checkout;

	private final OrderBook book;

	OrderController(Checkout checkout, OrderBook book) {
		this.checkout = checkout;
		this.book = book;
	}

	@PostMapping
	ResponseEntity<Accepted> order(@RequestBody NewOrder request) {
		Order order = request.toOrder();
		this.checkout.order(order);
		logger.info("Order '{}' of {} was placed", order.id(), order.customer());
		return ResponseEntity.accepted().location(URI.create("/orders/" + order.id())).body(new Accepted(order.id()));
	}

	@PostMapping("/{id}/payment")
	OrderView pay(@PathVariable String id) {
		OrderStatus status = this.checkout.pay(id);
		if (status != OrderStatus.PAID) {
			throw new ResponseStatusException(HttpStatus.CONFLICT,
					"order '%s' cannot be paid: it is %s".formatted(id, status));
		}
		logger.info("Order '{}' was paid", id);
		return find(id);
	}

	@GetMapping("/{id}")
	OrderView find(@PathVariable String id) {
		return this.book.find(id).map(OrderView::of).orElseThrow(() -> new UnknownOrderException(id));
	}

	/**
	 * The request body for an order. A client that may repeat the request sets the id.
	 */
	record NewOrder(@Nullable String id, String customer, String sku, int quantity) {

		Order toOrder() {
			String id = Optional.ofNullable(this.id).orElseGet(() -> UUID.randomUUID().toString());
			return new Order(id, this.customer, this.sku, this.quantity);
		}

	}

	record Accepted(String id) {

	}

	record OrderView(String id, String customer, String sku, int quantity, OrderStatus status) {

		static OrderView of(PlacedOrder placed) {
			Order order = placed.order();
			return new OrderView(order.id(), order.customer(), order.sku(), order.quantity(), placed.status());
		}

	}

}
