package io.github.redisqueues.internal.listener.method;

import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.internal.beans.PayloadParameters;
import io.github.redisqueues.queue.Delivery;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;

/**
 * The kinds of parameter that take messages: a payload, a {@link Delivery}, or a list of
 * either.
 */
enum MessageParameter {

	PAYLOAD, DELIVERY, PAYLOADS, DELIVERIES;

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
		if (type != List.class) {
			return accepts(parameter, payloadType) ? PAYLOAD : null;
		}
		ResolvableType element = parameter.getGeneric(0);
		if (element.resolve() == Delivery.class) {
			return accepts(element.getGeneric(0), payloadType) ? DELIVERIES : null;
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
		return this == PAYLOADS || this == DELIVERIES;
	}

	/**
	 * Tells whether the method can settle its messages.
	 * @return whether it takes deliveries rather than payloads
	 */
	boolean takesDeliveries() {
		return this == DELIVERY || this == DELIVERIES;
	}

	Object valueOf(Delivery<?> delivery) {
		return takesDeliveries() ? delivery : delivery.payload();
	}

	<E> List<?> valueOf(List<Delivery<E>> deliveries) {
		if (takesDeliveries()) {
			return deliveries;
		}
		List<E> payloads = new ArrayList<>(deliveries.size());
		for (Delivery<E> delivery : deliveries) {
			payloads.add(delivery.payload());
		}
		return payloads;
	}

}
