package io.github.redisqueues.internal.listener.method;

import io.github.redisqueues.queue.Delivery;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;

/**
 * A delivery as a message of Spring.
 *
 * @param <E> type of the payload
 */
final class DeliveryMessage<E> implements Message<E> {

	private final String queue;

	private final Delivery<E> delivery;

	private volatile @Nullable MessageHeaders headers;

	DeliveryMessage(String queue, Delivery<E> delivery) {
		this.queue = queue;
		this.delivery = delivery;
	}

	Delivery<E> delivery() {
		return this.delivery;
	}

	@Override
	public E getPayload() {
		return this.delivery.payload();
	}

	@Override
	public MessageHeaders getHeaders() {
		MessageHeaders known = this.headers;
		if (known == null) {
			known = new DeliveryHeaders(this.queue, this.delivery);
			this.headers = known;
		}
		return known;
	}

	/**
	 * Returns no payload and no header, because messages of exceptions contain this.
	 */
	@Override
	public String toString() {
		return "Message[queue=" + this.queue + ", id=" + this.delivery.id() + "]";
	}

}
