package io.github.redisqueues.internal.listener.method;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.ParameterizedType;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

import io.github.redisqueues.queue.Delivery;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.messaging.Message;
import org.springframework.validation.annotation.ValidationAnnotationUtils;

/**
 * The annotations of one parameter and of its type that ask for validation.
 */
final class ParameterConstraints {

	private static final String CONSTRAINT = "jakarta.validation.Constraint";

	private static final String VALID = "jakarta.validation.Valid";

	private final MethodParameter parameter;

	private final ParameterErrors errors;

	private Object @Nullable [] hints;

	private boolean isConstrained;

	private ParameterConstraints(MethodParameter parameter, ParameterErrors errors) {
		this.parameter = parameter;
		this.errors = errors;
	}

	/**
	 * Reads the annotations of a parameter.
	 * @param isMessage whether the parameter takes the message
	 */
	static ParameterConstraints of(MethodParameter parameter, boolean isMessage, ParameterErrors errors) {
		ParameterConstraints constraints = new ParameterConstraints(parameter, errors);
		constraints.add(parameter.getParameterAnnotations(), isMessage);
		constraints.addType(parameter.getExecutable().getAnnotatedParameterTypes()[parameter.getParameterIndex()],
				isMessage);
		return constraints;
	}

	/**
	 * Returns the hints of an annotation such as {@code @Valid} or {@code @Validated} on
	 * the payload, or on the elements of which it consists.
	 * @return null if there is none
	 */
	Object @Nullable [] hints() {
		return this.hints;
	}

	/**
	 * Tells whether there are constraints of values, such as {@code @NotBlank}, or a
	 * {@code @Valid} on something else than the payload and its elements.
	 */
	boolean isConstrained() {
		return this.isConstrained;
	}

	private void add(Annotation[] annotations, boolean isPayload) {
		for (Annotation annotation : annotations) {
			if (MergedAnnotations.from(annotation.annotationType()).isPresent(CONSTRAINT)) {
				this.isConstrained = true;
			}
			Object[] found = ValidationAnnotationUtils.determineValidationHints(annotation);
			if (found == null) {
				continue;
			}
			if (isPayload) {
				this.hints = (this.hints != null && this.hints.length > 0) ? this.hints : found;
			}
			else if (annotation.annotationType().getName().equals(VALID)) {
				this.isConstrained = true;
			}
			else {
				throw this.errors.wrongAnnotated(annotation.annotationType().getSimpleName(), this.parameter,
						"this annotation validates the payload and its elements only",
						"Write @Valid in its place, and @Validated on the method if it needs groups.");
			}
		}
	}

	private void addType(AnnotatedType type, boolean isPayload) {
		add(type.getAnnotations(), isPayload);
		if (type instanceof AnnotatedParameterizedType parameterized) {
			AnnotatedType[] arguments = parameterized.getAnnotatedActualTypeArguments();
			Class<?> raw = (Class<?>) ((ParameterizedType) parameterized.getType()).getRawType();
			for (int i = 0; i < arguments.length; i++) {
				addType(arguments[i], isPayload && holdsElements(raw, i));
			}
		}
		else if (type instanceof AnnotatedArrayType array) {
			addType(array.getAnnotatedGenericComponentType(), isPayload);
		}
		else if (type instanceof AnnotatedWildcardType wildcard) {
			for (AnnotatedType bound : wildcard.getAnnotatedUpperBounds()) {
				requireNone(bound);
			}
			for (AnnotatedType bound : wildcard.getAnnotatedLowerBounds()) {
				requireNone(bound);
			}
		}
	}

	private static boolean holdsElements(Class<?> type, int argument) {
		return type == Delivery.class || type == Message.class || type == Optional.class
				|| Collection.class.isAssignableFrom(type) || (Map.class.isAssignableFrom(type) && argument == 1);
	}

	/**
	 * Jakarta Validation ignores annotations of wildcards.
	 */
	private void requireNone(AnnotatedType bound) {
		Arrays.stream(bound.getAnnotations())
			.filter((annotation) -> ValidationAnnotationUtils.determineValidationHints(annotation) != null
					|| MergedAnnotations.from(annotation.annotationType()).isPresent(CONSTRAINT))
			.findFirst()
			.ifPresent((annotation) -> {
				throw this.errors.wrongAnnotated(annotation.annotationType().getSimpleName(), this.parameter,
						"an annotation on a wildcard is not validated",
						"Write the type itself in place of '? extends'.");
			});
	}

}
