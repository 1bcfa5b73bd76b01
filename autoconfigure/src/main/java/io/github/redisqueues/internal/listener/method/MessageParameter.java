package io.github.redisqueues.internal.listener.method;

import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.internal.beans.PayloadParameters;
import io.github.redisqueues.queue.Delivery;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.messaging.Message;

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
	static @Nullable MessageParameter of(ResolvableType parameter, ResolvableType payloadType) {
		Class<?> type = parameter.resolve(Object.class);
		if (type == Delivery.class) {
			return accepts(parameter.getGeneric(0), payloadType) ? DELIVERY : null;
		}
		if (type == Message.class) {
			return accepts(parameter.getGeneric(0), payloadType) ? MESSAGE : null;
		}
		if (type != List.class) {
			return accepts(parameter, payloadType) ? PAYLOAD : null;
		}
		ResolvableType element = parameter.getGeneric(0);
		if (element.resolve() == Delivery.class) {
			return accepts(element.getGeneric(0), payloadType) ? DELIVERIES : null;
		}
		if (element.resolve() == Message.class) {
			return accepts(element.getGeneric(0), payloadType) ? MESSAGES : null;
		}
		if (accepts(parameter, payloadType)) {
			return PAYLOAD;
		}
		return accepts(element, payloadType) ? PAYLOADS : null;
	}

	private static boolean accepts(ResolvableType parameter, ResolvableType payloadType) {
		return PayloadParameters.accepts(parameter, payloadType);
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
