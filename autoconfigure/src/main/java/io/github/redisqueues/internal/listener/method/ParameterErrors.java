package io.github.redisqueues.internal.listener.method;

import java.util.Arrays;
import java.util.stream.Collectors;

import io.github.redisqueues.internal.validation.InvalidAnnotationException;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;

/**
 * Creates the exceptions for wrong parameters of one method.
 */
final class ParameterErrors {

	private final String queue;

	private final ResolvableType payloadType;

	private final String location;

	ParameterErrors(String queue, ResolvableType payloadType, String location) {
		this.queue = queue;
		this.payloadType = payloadType;
		this.location = location;
	}

	InvalidAnnotationException noPayload() {
		return wrong(" has no parameter for the message", validParameters());
	}

	InvalidAnnotationException wrongType(MethodParameter parameter) {
		return wrong(
				" takes " + type(parameter) + ", but the payloads of queue '" + this.queue + "' are of type "
						+ this.payloadType,
				validParameters() + " Or set the queue's payload-type to the type of the parameter.");
	}

	InvalidAnnotationException several(MethodParameter one, MethodParameter other) {
		return wrong(" has two parameters for the message, of types " + type(one) + " and " + type(other),
				"Remove one of them. A Delivery has the payload, the id, the attempt and the headers.");
	}

	InvalidAnnotationException noValidator(MethodParameter parameter) {
		return wrong(" has a parameter of type " + type(parameter)
				+ " that is to be validated, but there is no Validator bean, or several of which none is primary",
				"Add the dependency spring-boot-starter-validation, or define a bean of type"
						+ " org.springframework.validation.Validator.");
	}

	InvalidAnnotationException noJakartaValidator(MethodParameter parameter) {
		return wrong(
				" has constraints on parameter " + parameter.getParameterIndex() + " of type " + type(parameter)
						+ ", but there is no bean of type jakarta.validation.ValidatorFactory, or several of which none"
						+ " is primary",
				"Add the dependency spring-boot-starter-validation, or remove the constraints.");
	}

	InvalidAnnotationException notValidated(MethodParameter parameter, RuntimeException failure) {
		return wrong(
				" has constraints on parameter " + parameter.getParameterIndex() + " of type " + type(parameter)
						+ " that cannot be validated: " + failure.getMessage(),
				"Write @Valid on the parameter, and the constraint or @Valid on the field of the class that holds the"
						+ " value.");
	}

	InvalidAnnotationException unknown(MethodParameter parameter) {
		return wrong(
				" has parameter " + parameter.getParameterIndex() + " of type " + type(parameter)
						+ ", which cannot be resolved",
				"Annotate it with @Header, @Headers, @MessageId or @Attempt, define a HandlerMethodArgumentResolver"
						+ " bean that supports it, or remove it. Inject other beans into the constructor.");
	}

	InvalidAnnotationException annotatedInBatch(MethodParameter parameter) {
		return wrong(
				" takes a List, so its parameter " + parameter.getParameterIndex() + " of type " + type(parameter)
						+ " has no single message to refer to",
				"Take a List<Delivery<" + shortName(this.payloadType)
						+ ">>: each Delivery has its id, attempt and headers.");
	}

	InvalidAnnotationException wrongAnnotated(String annotation, MethodParameter parameter, String reason,
			String action) {
		return wrong(" has @" + annotation + " on parameter " + parameter.getParameterIndex() + " of type "
				+ type(parameter) + ", but " + reason, action);
	}

	private InvalidAnnotationException wrong(String what, String action) {
		return new InvalidAnnotationException("@QueueListener method " + this.location + what, action);
	}

	private String validParameters() {
		String type = shortName(this.payloadType);
		return "Give it one parameter of type %1$s, Delivery<%1$s>, List<%1$s> or List<Delivery<%1$s>>."
			.formatted(type);
	}

	/**
	 * Returns the type as it is written in code, with its type arguments.
	 */
	static String shortName(ResolvableType type) {
		String name = type.resolve(Object.class).getSimpleName();
		return (!type.hasGenerics() || type.isArray()) ? name
				: Arrays.stream(type.getGenerics())
					.map(ParameterErrors::shortName)
					.collect(Collectors.joining(", ", name + "<", ">"));
	}

	private static String type(MethodParameter parameter) {
		return ResolvableType.forMethodParameter(parameter).toString();
	}

}
