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
 * Makes sense of the parameters of a method for the messages of a queue.
 */
final class MethodReader {

	private final Supplier<ConversionService> conversion;

	MethodReader(Supplier<ConversionService> conversion) {
		this.conversion = conversion;
	}

	/**
	 * Reads the parameters.
	 * @param bean the bean or its proxy
	 * @param invocable the method to call on it
	 * @param method the method as the bean's class has it
	 * @param type the bean's class
	 * @param queue name of the queue
	 * @param payloadType what it holds
	 * @param where names the method in a message
	 * @return calls the method
	 * @throws InvalidAnnotationException if the parameters make no sense
	 */
	MethodCall read(Object bean, Method invocable, Method method, Class<?> type, String queue, Class<?> payloadType,
			String where) {
		Mistakes mistakes = new Mistakes(queue, payloadType, where);
		Map<MethodParameter, @Nullable PayloadShape> candidates = new LinkedHashMap<>();
		List<Argument> arguments = new ArrayList<>();
		List<MethodParameter> others = new ArrayList<>();
		for (MethodParameter declared : new AnnotatedMethod(method).getMethodParameters()) {
			MethodParameter parameter = declared.withContainingClass(type);
			Argument argument = annotated(parameter, mistakes);
			if (argument != null) {
				others.add(parameter);
			}
			else {
				PayloadShape shape = PayloadShape.of(ResolvableType.forMethodParameter(parameter), payloadType);
				candidates.put(parameter, shape);
				argument = (shape == null || shape.isBatch()) ? Delivery::payload : shape::from;
			}
			arguments.add(argument);
		}
		PayloadShape shape = theOnly(candidates, mistakes);
		if (shape.isBatch() && !others.isEmpty()) {
			throw mistakes.annotatedBeside(others.get(0));
		}
		return new MethodCall(bean, invocable, shape, arguments);
	}

	private static PayloadShape theOnly(Map<MethodParameter, @Nullable PayloadShape> candidates, Mistakes mistakes) {
		List<MethodParameter> parameters = List.copyOf(candidates.keySet());
		if (parameters.isEmpty()) {
			throw mistakes.noPayload();
		}
		if (parameters.size() == 1) {
			PayloadShape shape = candidates.get(parameters.get(0));
			if (shape == null) {
				throw mistakes.wrongType(parameters.get(0));
			}
			return shape;
		}
		List<MethodParameter> unknown = parameters.stream()
			.filter((parameter) -> candidates.get(parameter) == null)
			.toList();
		throw (unknown.size() == parameters.size() - 1) ? mistakes.unknown(unknown.get(0))
				: mistakes.several(parameters.get(0), parameters.get(1));
	}

	private @Nullable Argument annotated(MethodParameter parameter, Mistakes mistakes) {
		MergedAnnotations annotations = MergedAnnotations.from(parameter.getParameterAnnotations());
		Class<?> type = parameter.getParameterType();
		if (annotations.isPresent(MessageId.class)) {
			if (!type.isAssignableFrom(String.class)) {
				throw mistakes.wrongAnnotated("MessageId", parameter, "an id is a String", "Make it a String.");
			}
			return Delivery::id;
		}
		if (annotations.isPresent(Attempt.class)) {
			if (type != int.class && !type.isAssignableFrom(Integer.class)) {
				throw mistakes.wrongAnnotated("Attempt", parameter, "an attempt is an int", "Make it an int.");
			}
			return Delivery::attempt;
		}
		MergedAnnotation<Header> header = annotations.get(Header.class);
		return header.isPresent() ? header(header.getString("value"), parameter, mistakes) : null;
	}

	private Argument header(String name, MethodParameter parameter, Mistakes mistakes) {
		if (name.isEmpty()) {
			if (!ResolvableType.forMethodParameter(parameter)
				.isAssignableFrom(ResolvableType.forClassWithGenerics(Map.class, String.class, String.class))) {
				throw mistakes.wrongAnnotated("Header", parameter, "the annotation names no header",
						"Write @Header(\"name\"), or make it a Map<String, String> for all headers.");
			}
			return Delivery::headers;
		}
		HeaderArgument argument = new HeaderArgument(name, parameter, this.conversion.get());
		if (!argument.isConvertible()) {
			throw mistakes.wrongAnnotated("Header", parameter,
					"a header is a text, which nothing converts to that type",
					"Make it a String, or register a Converter from String.");
		}
		return argument;
	}

}
