package io.github.redisqueues.internal.listener.method;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import io.github.redisqueues.listener.QueueHeaders;
import io.github.redisqueues.queue.Delivery;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.NativeMessageHeaderAccessor;

/**
 * The headers of a message, with the {@link QueueHeaders}. A header of the message may be
 * named {@code id} or {@code timestamp}.
 */
final class DeliveryHeaders extends MessageHeaders {

	private static final long serialVersionUID = 1L;

	/**
	 * Types of the headers that are not strings.
	 */
	private static final Map<String, Class<?>> TYPES = Map.of(QueueHeaders.ATTEMPT, Integer.class, QueueHeaders.SENT_AT,
			Instant.class, QueueHeaders.DELIVERY, Delivery.class);

	private final long sentAt;

	DeliveryHeaders(String queue, Delivery<?> delivery) {
		super(values(queue, delivery), ID_VALUE_NONE, -1L);
		this.sentAt = delivery.sentAt().toEpochMilli();
		Map<String, Object> raw = getRawHeaders();
		raw.put(TIMESTAMP, this.sentAt);
		putOwn(raw, delivery, ID);
		putOwn(raw, delivery, TIMESTAMP);
	}

	private static Map<String, Object> values(String queue, Delivery<?> delivery) {
		Map<String, Object> values = new HashMap<>(delivery.headers());
		// Spring expects a map in it
		values.remove(NativeMessageHeaderAccessor.NATIVE_HEADERS);
		values.put(QueueHeaders.MESSAGE_ID, delivery.id());
		values.put(QueueHeaders.ATTEMPT, delivery.attempt());
		values.put(QueueHeaders.QUEUE, queue);
		values.put(QueueHeaders.SENT_AT, delivery.sentAt());
		delivery.group().ifPresent((group) -> values.put(QueueHeaders.GROUP, group));
		values.put(QueueHeaders.DELIVERY, delivery);
		return values;
	}

	private static void putOwn(Map<String, Object> raw, Delivery<?> delivery, String name) {
		String own = delivery.headers().get(name);
		if (own != null) {
			raw.put(name, own);
		}
	}

	/**
	 * Returns the type of a header's values.
	 */
	static Class<?> typeOf(String name) {
		return TYPES.getOrDefault(name, String.class);
	}

	/**
	 * Returns null, because a message's id is no UUID.
	 */
	@Override
	public @Nullable UUID getId() {
		return null;
	}

	@Override
	public Long getTimestamp() {
		return this.sentAt;
	}

}
