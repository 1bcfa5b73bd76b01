package io.github.redisqueues.internal.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.convert.ConversionException;

/**
 * Reads a parameter of a call. Actuator would read it as well, but not say which one is
 * wrong.
 */
final class NamedParameter {

	private static final Map<Class<?>, String> KINDS = Map.of(Integer.class, "a whole number", Long.class,
			"a whole number", Double.class, "a number", Boolean.class, "true or false", Duration.class,
			"a duration such as 30s or PT30S", Instant.class, "a moment such as 2030-01-31T12:00:00Z");

	private NamedParameter() {
	}

	/**
	 * Reads a parameter.
	 * @param <T> type of the parameter
	 * @param name its name
	 * @param value what was given, null for nothing
	 * @param type type of the parameter
	 * @return the value, null if nothing was given
	 * @throws InvalidEndpointRequestException if it is no such value
	 */
	static <T> @Nullable T read(String name, @Nullable Object value, Class<T> type) {
		try {
			return (value != null) ? ApplicationConversionService.getSharedInstance().convert(value, type) : null;
		}
		catch (ConversionException ex) {
			throw new InvalidEndpointRequestException("Wrong " + name,
					name + " must be " + KINDS.get(type) + ", but is '" + value + "'", ex);
		}
	}

}
