package io.github.redisqueues.internal.beans;

import java.lang.reflect.Type;

import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * Tells whether a parameter of a listener takes payloads of a type.
 */
public final class PayloadParameters {

	private PayloadParameters() {
	}

	/**
	 * Tells whether a method can be called with a payload.
	 * @param parameter type of the parameter
	 * @param payload declared type of the payloads
	 * @return whether every payload of that type can be passed
	 */
	public static boolean accepts(ResolvableType parameter, ResolvableType payload) {
		Class<?> raw = parameter.resolve(Object.class);
		if (!ClassUtils.isAssignable(raw, payload.resolve(Object.class))) {
			return false;
		}
		Type declared = parameter.getType();
		boolean isRaw = declared instanceof Class<?> || !parameter.hasGenerics();
		return isRaw || payload.as(raw).hasUnresolvableGenerics() || parameter.isAssignableFrom(payload);
	}

}
