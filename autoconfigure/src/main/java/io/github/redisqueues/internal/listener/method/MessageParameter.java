package io.github.redisqueues.internal.listener.method;

import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.queue.Delivery;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;
import org.springframework.util.ClassUtils;

/**
 * The kinds of parameter that take messages: a payload, a {@link Delivery}, a
 * {@link Message}, or a list of one of these.
 */
enum MessageParameter {

	PAYLOAD, DELIVERY, MESSAGE, PAYLOADS, DELIVERIES, MESSAGES;

	/**
	 * Determines the kind of a parameter.
	 * @param parameter the parameter's type
	 * @param payloadType the type of the queue's payloads
	 * @return the kind, null if the parameter cannot take messages of this queue
	 */
	static @Nullable MessageParameter of(ResolvableType parameter, Class<?> payloadType) {
		Class<?> type = parameter.resolve(Object.class);
		if (type == Delivery.class) {
			return accepts(parameter.getGeneric(0), payloadType) ? DELIVERY : null;
		}
		if (type == Message.class) {
			return accepts(parameter.getGeneric(0), payloadType) ? MESSAGE : null;
		}
		ResolvableType element = parameter.getGeneric(0);
		if (type == List.class && isBatch(element.resolve(Object.class), payloadType)) {
			if (element.resolve() == Delivery.class) {
				return accepts(element.getGeneric(0), payloadType) ? DELIVERIES : null;
			}
			if (element.resolve() == Message.class) {
				return accepts(element.getGeneric(0), payloadType) ? MESSAGES : null;
			}
			return accepts(element, payloadType) ? PAYLOADS : null;
		}
		return accepts(parameter, payloadType) ? PAYLOAD : null;
	}

	/**
	 * Tells a batch from a list that is itself the payload.
	 */
	private static boolean isBatch(Class<?> element, Class<?> payloadType) {
		return !List.class.isAssignableFrom(payloadType) || element == Delivery.class
				|| element == Message.class || List.class.isAssignableFrom(element);
	}

	private static boolean accepts(ResolvableType type, Class<?> payloadType) {
		Class<?> raw = type.resolve(Object.class);
		if (!ClassUtils.isAssignable(raw, payloadType)) {
			return false;
		}
		ResolvableType actual = ResolvableType.forClass(payloadType).as(raw);
		return !type.hasGenerics() || !actual.hasGenerics() || actual.hasUnresolvableGenerics()
				|| type.isAssignableFrom(actual);
	}

	boolean isBatch() {
		return this == PAYLOADS || this == DELIVERIES || this == MESSAGES;
	}

	/**
	 * Tells whether the method can settle its messages.
	 * @return whether it takes deliveries
	 */
	boolean takesDeliveries() {
		return this == DELIVERY || this == DELIVERIES;
	}

	Object valueOf(DeliveryMessage<?> message) {
		return switch (this) {
			case DELIVERY, DELIVERIES -> message.delivery();
			case MESSAGE, MESSAGES -> message;
			default -> message.getPayload();
		};
	}

	<E> List<?> valueOf(String queue, List<Delivery<E>> deliveries) {
		if (takesDeliveries()) {
			return deliveries;
		}
		List<Object> values = new ArrayList<>(deliveries.size());
		for (Delivery<E> delivery : deliveries) {
			values.add(valueOf(new DeliveryMessage<>(queue, delivery)));
		}
		return values;
	}

}
