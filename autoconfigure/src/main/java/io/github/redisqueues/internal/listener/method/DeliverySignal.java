package io.github.redisqueues.internal.listener.method;

import java.util.List;

import io.github.redisqueues.internal.queue.RedisDelivery;
import io.github.redisqueues.listener.CancellationSignal;
import io.github.redisqueues.queue.Delivery;

/**
 * The signal of one call.
 *
 * @param deliveries the messages of the call
 */
record DeliverySignal(List<? extends Delivery<?>> deliveries) implements CancellationSignal {

	@Override
	public boolean isCancelled() {
		return this.deliveries.stream().anyMatch(Delivery::isCancelled);
	}

	@Override
	public boolean isStopping() {
		return this.deliveries.stream()
			.anyMatch((delivery) -> delivery instanceof RedisDelivery<?> held && held.isHolderStopping());
	}

}
