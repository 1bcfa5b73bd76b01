package io.github.redisqueues.internal.listener.method;

import io.github.redisqueues.internal.validation.InvalidAnnotationException;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * Says what is wrong with the parameters of a method.
 */
final class Mistakes {

	private final String queue;

	private final Class<?> payloadType;

	private final String where;

	Mistakes(String queue, Class<?> payloadType, String where) {
		this.queue = queue;
		this.payloadType = payloadType;
		this.where = where;
	}

	InvalidAnnotationException noPayload() {
		return wrong(" has no parameter for the message", shapes());
	}

	InvalidAnnotationException wrongType(MethodParameter parameter) {
		return wrong(
				" takes " + type(parameter) + ", but queue '" + this.queue + "' holds "
						+ ClassUtils.getQualifiedName(this.payloadType),
				shapes() + " Or write the type that is meant in the queue's payload-type.");
	}

	InvalidAnnotationException several(MethodParameter one, MethodParameter other) {
		return wrong(" has two parameters for the message, of types " + type(one) + " and " + type(other),
				"Leave one of them. A Delivery has the payload, the id, the attempt and the headers.");
	}

	InvalidAnnotationException unknown(MethodParameter parameter) {
		return wrong(
				" has parameter " + parameter.getParameterIndex() + " of type " + type(parameter)
						+ ", and nothing says what to give it",
				"Annotate it with @Header, @MessageId or @Attempt, or remove it. Other beans are injected into the"
						+ " bean's constructor.");
	}

	InvalidAnnotationException annotatedBeside(MethodParameter parameter) {
		return wrong(
				" takes a List, so that no single message is there for its parameter " + parameter.getParameterIndex()
						+ " of type " + type(parameter),
				"Take a List<Delivery<" + this.payloadType.getSimpleName()
						+ ">>: each Delivery has its id, attempt and headers.");
	}

	InvalidAnnotationException wrongAnnotated(String annotation, MethodParameter parameter, String reason,
			String action) {
		return wrong(" has @" + annotation + " on parameter " + parameter.getParameterIndex() + " of type "
				+ type(parameter) + ", but " + reason, action);
	}

	private InvalidAnnotationException wrong(String what, String action) {
		return new InvalidAnnotationException("@QueueListener method " + this.where + what, action);
	}

	private String shapes() {
		String type = this.payloadType.getSimpleName();
		return "Give it one parameter of type %1$s, Delivery<%1$s>, List<%1$s> or List<Delivery<%1$s>>."
			.formatted(type);
	}

	private static String type(MethodParameter parameter) {
		return ResolvableType.forMethodParameter(parameter).toString();
	}

}
