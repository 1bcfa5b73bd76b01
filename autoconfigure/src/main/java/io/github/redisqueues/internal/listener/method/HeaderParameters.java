package io.github.redisqueues.internal.listener.method;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanExpressionContext;
import org.springframework.beans.factory.config.BeanExpressionResolver;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.ValueConstants;
import org.springframework.messaging.handler.annotation.support.HeaderMethodArgumentResolver;
import org.springframework.messaging.handler.annotation.support.HeadersMethodArgumentResolver;
import org.springframework.messaging.support.MessageHeaderAccessor;

/**
 * Checks parameters that take headers, and resolves them.
 */
final class HeaderParameters {

	private static final ResolvableType TEXTS = ResolvableType.forClassWithGenerics(Map.class, String.class,
			String.class);

	private static final ResolvableType VALUES = ResolvableType.forClassWithGenerics(Map.class, String.class,
			Object.class);

	private final ConfigurableListableBeanFactory beanFactory;

	private final ConversionService conversion;

	private final HeaderMethodArgumentResolver header;

	private final HeadersMethodArgumentResolver headers = new HeadersMethodArgumentResolver();

	HeaderParameters(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		ConversionService own = beanFactory.getConversionService();
		this.conversion = (own != null) ? own : ApplicationConversionService.getSharedInstance();
		this.header = new HeaderMethodArgumentResolver(this.conversion, beanFactory);
	}

	/**
	 * Returns the resolver of a parameter.
	 * @return null if the parameter takes no header
	 */
	@Nullable ArgumentResolver resolver(MethodParameter parameter, ParameterErrors errors) {
		Header annotation = parameter.getParameterAnnotation(Header.class);
		if (annotation != null) {
			return header(annotation, parameter, errors);
		}
		Class<?> type = parameter.getParameterType();
		boolean isAnnotated = parameter.hasParameterAnnotation(Headers.class);
		if (type == MessageHeaders.class || MessageHeaderAccessor.class.isAssignableFrom(type)) {
			return (message) -> this.headers.resolveArgument(parameter, message);
		}
		return isAnnotated ? headers(parameter, errors) : null;
	}

	private static ArgumentResolver headers(MethodParameter parameter, ParameterErrors errors) {
		ResolvableType type = ResolvableType.forMethodParameter(parameter);
		if (parameter.getParameterType().isAssignableFrom(Map.class)) {
			if (type.isAssignableFrom(VALUES)) {
				return DeliveryMessage::getHeaders;
			}
			if (type.isAssignableFrom(TEXTS)) {
				return (message) -> message.delivery().headers();
			}
		}
		throw errors.wrongAnnotated("Headers", parameter, "headers are a Map",
				"Make it a Map<String, String> for the headers of the message, or a Map<String, Object> for these and"
						+ " those of QueueHeaders.");
	}

	private ArgumentResolver header(Header annotation, MethodParameter parameter, ParameterErrors errors) {
		parameter.initParameterNameDiscovery(DefaultParameterNameDiscoverer.getSharedInstance());
		String text = annotation.name().isEmpty() ? parameter.getParameterName() : annotation.name();
		Object name = (text != null) ? evaluate(text, parameter, errors) : null;
		if (name == null) {
			throw errors.wrongAnnotated("Header", parameter,
					"the annotation names no header, and the class was compiled without the names of parameters",
					"Write @Header(\"name\"), or compile with -parameters.");
		}
		TypeDescriptor target = new TypeDescriptor(parameter.nestedIfOptional());
		if (!this.conversion.canConvert(TypeDescriptor.valueOf(DeliveryHeaders.typeOf(name.toString())), target)) {
			throw errors.wrongAnnotated("Header", parameter,
					"no converter turns a " + DeliveryHeaders.typeOf(name.toString()).getSimpleName()
							+ " into that type",
					"Make it a String, or register a Converter from String. For all headers, write @Headers.");
		}
		boolean hasDefault = !ValueConstants.DEFAULT_NONE.equals(annotation.defaultValue());
		if (hasDefault) {
			requireConvertible(annotation.defaultValue(), target, parameter, errors);
		}
		else if (!annotation.required() && target.isPrimitive() && target.getType() != boolean.class) {
			throw errors.wrongAnnotated("Header", parameter, "a header that is not required may be missing",
					"Write a defaultValue, or make the parameter an object.");
		}
		return new HeaderArgumentResolver(name.toString(), parameter, this.header);
	}

	private void requireConvertible(String defaultValue, TypeDescriptor target, MethodParameter parameter,
			ParameterErrors errors) {
		try {
			this.conversion.convert(evaluate(defaultValue, parameter, errors), target);
		}
		catch (ConversionException ex) {
			throw errors.wrongAnnotated("Header", parameter,
					"its defaultValue '" + defaultValue + "' cannot be converted to that type",
					"Correct the defaultValue.");
		}
	}

	/**
	 * Resolves placeholders and expressions, as the header's resolver does for each
	 * message.
	 */
	private @Nullable Object evaluate(String text, MethodParameter parameter, ParameterErrors errors) {
		String reason = "'" + text + "' cannot be resolved";
		try {
			String resolved = this.beanFactory.resolveEmbeddedValue(text);
			BeanExpressionResolver expressions = this.beanFactory.getBeanExpressionResolver();
			if (resolved != null && !resolved.contains("${")) {
				return (expressions != null)
						? expressions.evaluate(resolved, new BeanExpressionContext(this.beanFactory, null)) : resolved;
			}
		}
		catch (RuntimeException ex) {
			reason += ": " + ex.getMessage();
		}
		throw errors.wrongAnnotated("Header", parameter, reason,
				"Set the property, or write a default as in ${name:default}.");
	}

}
