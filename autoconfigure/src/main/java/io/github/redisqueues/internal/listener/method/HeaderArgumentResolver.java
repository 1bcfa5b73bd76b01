package io.github.redisqueues.internal.listener.method;

import io.github.redisqueues.listener.DoNotRetry;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.messaging.MessageHandlingException;
import org.springframework.messaging.handler.annotation.support.HeaderMethodArgumentResolver;

/**
 * Resolves a header, converted to the parameter's type. Exceptions do not contain the
 * header's value.
 */
final class HeaderArgumentResolver implements ArgumentResolver {

	private final String header;

	private final MethodParameter parameter;

	private final HeaderMethodArgumentResolver resolver;

	HeaderArgumentResolver(String header, MethodParameter parameter, HeaderMethodArgumentResolver resolver) {
		this.header = header;
		this.parameter = parameter;
		this.resolver = resolver;
	}

	@Override
	public @Nullable Object resolve(DeliveryMessage<?> message) throws Exception {
		try {
			return this.resolver.resolveArgument(this.parameter, message);
		}
		catch (MessageHandlingException ex) {
			throw new DoNotRetry("The message has no header '" + this.header + "'");
		}
		catch (ConversionException ex) {
			// Without the cause, as its message contains the value
			throw new DoNotRetry("Header '" + this.header + "' of the message cannot be converted to "
					+ new TypeDescriptor(this.parameter.nestedIfOptional()).getName());
		}
	}

}
