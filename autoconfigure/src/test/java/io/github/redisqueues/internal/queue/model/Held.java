package io.github.redisqueues.internal.queue.model;

import java.util.Optional;

import io.github.redisqueues.internal.queue.RedisDelivery;
import io.github.redisqueues.queue.Delivery;

/**
 * A delivery that a run got.
 *
 * @param receipt number of the delivery within the run
 * @param delivery what the queue gave
 * @param leased what a worker runtime was given, if it was one
 */
record Held(int receipt, Delivery<String> delivery, Optional<RedisDelivery<String>> leased) {

	String id() {
		return this.delivery.id();
	}

	String payload() {
		return this.delivery.payload();
	}

	long leaseUntil() {
		return this.delivery.leaseUntil().toEpochMilli();
	}

	@Override
	public String toString() {
		return "%s (receipt %d, attempt %d, until %d)".formatted(payload(), this.receipt, this.delivery.attempt(),
				leaseUntil());
	}

}
