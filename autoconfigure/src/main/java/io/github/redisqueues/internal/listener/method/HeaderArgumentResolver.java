package io.github.redisqueues.internal.listener.method;

import java.util.Optional;

import io.github.redisqueues.listener.DoNotRetry;
import io.github.redisqueues.queue.Delivery;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;

/**
 * Resolves a header, converted to the parameter's type. Exceptions do not contain the
 * header's value.
 */
final class HeaderArgumentResolver implements ArgumentResolver {

	private static final TypeDescriptor TEXT = TypeDescriptor.valueOf(String.class);

	private final String header;

	private final TypeDescriptor type;

	private final ConversionService conversion;

	private final boolean isOptional;

	private final boolean mayBeNull;

	HeaderArgumentResolver(String header, MethodParameter parameter, ConversionService conversion) {
		this.header = header;
		this.type = new TypeDescriptor(parameter.nestedIfOptional());
		this.conversion = conversion;
		this.isOptional = parameter.getParameterType() == Optional.class;
		this.mayBeNull = parameter.isOptional();
	}

	boolean isConvertible() {
		return this.conversion.canConvert(TEXT, this.type);
	}

	@Override
	public @Nullable Object resolve(Delivery<?> delivery) {
		String text = delivery.headers().get(this.header);
		if (text == null && !this.mayBeNull) {
			throw new DoNotRetry("The message has no header '" + this.header + "'");
		}
		Object value = (text != null) ? convert(text) : null;
		return this.isOptional ? Optional.ofNullable(value) : value;
	}

	private @Nullable Object convert(String text) {
		try {
			return this.conversion.convert(text, TEXT, this.type);
		}
		catch (ConversionException ex) {
			// Without the cause, as its message contains the value
			throw new DoNotRetry(
					"Header '" + this.header + "' of the message cannot be converted to " + this.type.getName());
		}
	}

}
