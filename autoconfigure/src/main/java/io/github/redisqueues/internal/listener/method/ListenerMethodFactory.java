package io.github.redisqueues.internal.listener.method;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.github.redisqueues.internal.validation.InvalidAnnotationException;
import io.github.redisqueues.listener.Attempt;
import io.github.redisqueues.listener.Header;
import io.github.redisqueues.listener.MessageId;
import io.github.redisqueues.queue.Delivery;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedMethod;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.convert.ConversionService;

/**
 * Creates {@link ListenerMethod}s: works out which parameter of a method takes the
 * messages of a queue, and how to resolve the others.
 */
final class ListenerMethodFactory {

	private final Supplier<ConversionService> conversion;

	ListenerMethodFactory(Supplier<ConversionService> conversion) {
		this.conversion = conversion;
	}

	/**
	 * Creates a listener method.
	 * @param bean the bean or its proxy
	 * @param invocable the method to call on it
	 * @param method the method as the bean's class declares it
	 * @param type the bean's class
	 * @param queue name of the queue
	 * @param payloadType type of the queue's payloads
	 * @param location the method's description for error messages
	 * @return the listener method
	 * @throws InvalidAnnotationException if a parameter is missing, of the wrong type, or
	 * cannot be resolved
	 */
	ListenerMethod create(Object bean, Method invocable, Method method, Class<?> type, String queue,
			ResolvableType payloadType, String location) {
		ParameterErrors errors = new ParameterErrors(queue, payloadType, location);
		Map<MethodParameter, @Nullable MessageParameter> candidates = new LinkedHashMap<>();
		List<ArgumentResolver> arguments = new ArrayList<>();
		List<MethodParameter> others = new ArrayList<>();
		for (MethodParameter declared : new AnnotatedMethod(method).getMethodParameters()) {
			MethodParameter parameter = declared.withContainingClass(type);
			ArgumentResolver argument = annotated(parameter, errors);
			if (argument != null) {
				others.add(parameter);
			}
			else {
				MessageParameter found = MessageParameter.of(ResolvableType.forMethodParameter(parameter), payloadType);
				candidates.put(parameter, found);
				argument = (found == null || found.isBatch()) ? Delivery::payload : found::valueOf;
			}
			arguments.add(argument);
		}
		MessageParameter kind = messageParameter(candidates, errors);
		if (kind.isBatch() && !others.isEmpty()) {
			throw errors.annotatedInBatch(others.get(0));
		}
		return new ListenerMethod(bean, invocable, kind, arguments);
	}

	private static MessageParameter messageParameter(Map<MethodParameter, @Nullable MessageParameter> candidates,
			ParameterErrors errors) {
		List<MethodParameter> parameters = List.copyOf(candidates.keySet());
		if (parameters.isEmpty()) {
			throw errors.noPayload();
		}
		if (parameters.size() == 1) {
			MessageParameter kind = candidates.get(parameters.get(0));
			if (kind == null) {
				throw errors.wrongType(parameters.get(0));
			}
			return kind;
		}
		List<MethodParameter> unknown = parameters.stream()
			.filter((parameter) -> candidates.get(parameter) == null)
			.toList();
		throw (unknown.size() == parameters.size() - 1) ? errors.unknown(unknown.get(0))
				: errors.several(parameters.get(0), parameters.get(1));
	}

	private @Nullable ArgumentResolver annotated(MethodParameter parameter, ParameterErrors errors) {
		MergedAnnotations annotations = MergedAnnotations.from(parameter.getParameterAnnotations());
		Class<?> type = parameter.getParameterType();
		if (annotations.isPresent(MessageId.class)) {
			if (!type.isAssignableFrom(String.class)) {
				throw errors.wrongAnnotated("MessageId", parameter, "a message id is a String", "Make it a String.");
			}
			return Delivery::id;
		}
		if (annotations.isPresent(Attempt.class)) {
			if (type != int.class && !type.isAssignableFrom(Integer.class)) {
				throw errors.wrongAnnotated("Attempt", parameter, "an attempt is an int", "Make it an int.");
			}
			return Delivery::attempt;
		}
		MergedAnnotation<Header> header = annotations.get(Header.class);
		return header.isPresent() ? header(header.getString("value"), parameter, errors) : null;
	}

	private ArgumentResolver header(String name, MethodParameter parameter, ParameterErrors errors) {
		if (name.isEmpty()) {
			if (!ResolvableType.forMethodParameter(parameter)
				.isAssignableFrom(ResolvableType.forClassWithGenerics(Map.class, String.class, String.class))) {
				throw errors.wrongAnnotated("Header", parameter, "the annotation names no header",
						"Write @Header(\"name\"), or make it a Map<String, String> for all headers.");
			}
			return Delivery::headers;
		}
		HeaderArgumentResolver argument = new HeaderArgumentResolver(name, parameter, this.conversion.get());
		if (!argument.isConvertible()) {
			throw errors.wrongAnnotated("Header", parameter, "no converter turns a String into that type",
					"Make it a String, or register a Converter from String.");
		}
		return argument;
	}

}
