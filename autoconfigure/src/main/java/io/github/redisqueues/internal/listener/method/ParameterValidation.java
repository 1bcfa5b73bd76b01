package io.github.redisqueues.internal.listener.method;

import java.lang.reflect.Method;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;

import io.github.redisqueues.internal.validation.InvalidAnnotationException;
import io.github.redisqueues.listener.DoNotRetry;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.Delivery;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.validation.ValidationException;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import jakarta.validation.metadata.MethodDescriptor;
import jakarta.validation.metadata.ParameterDescriptor;
import jakarta.validation.valueextraction.ExtractedValue;
import jakarta.validation.valueextraction.ValueExtractor;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.messaging.Message;

/**
 * Validates all arguments of a method by the constraints that its parameters and their
 * types have, with Jakarta Validation.
 */
final class ParameterValidation {

	private final Validator validator;

	private final Object target;

	private final Method method;

	private final Class<?>[] groups;

	private ParameterValidation(ValidatorFactory factory, Object target, Method method, Class<?>[] groups) {
		this.validator = factory.usingContext()
			.addValueExtractor(new DeliveryExtractor())
			.addValueExtractor(new MessageExtractor())
			.getValidator();
		this.target = target;
		this.method = method;
		this.groups = groups.clone();
	}

	/**
	 * Creates a validation, with the factory of the application.
	 * @param constrained a parameter that has constraints, for error messages
	 * @param target the bean, not its proxy
	 * @param method the method as the bean's class declares it
	 * @param groups the groups to validate; empty for the default
	 * @throws InvalidAnnotationException if the constraints cannot be validated
	 */
	static ParameterValidation create(BeanFactory beanFactory, MethodParameter constrained, Object target,
			Method method, Class<?>[] groups, ParameterErrors errors) {
		ValidatorFactory factory = beanFactory.getBeanProvider(ValidatorFactory.class).getIfUnique();
		if (factory == null) {
			throw errors.noJakartaValidator(constrained);
		}
		try {
			ParameterValidation validation = new ParameterValidation(factory, target, method, groups);
			validation.requireValidated();
			return validation;
		}
		catch (ValidationException ex) {
			throw errors.notValidated(constrained, ex);
		}
	}

	private void requireValidated() {
		MethodDescriptor descriptor = this.validator.getConstraintsForClass(this.method.getDeclaringClass())
			.getConstraintsForMethod(this.method.getName(), this.method.getParameterTypes());
		if (descriptor == null
				|| descriptor.getParameterDescriptors().stream().noneMatch(ParameterValidation::isConstrained)) {
			throw new ValidationException("Jakarta Validation ignores them");
		}
		// Fails if no validator of a constraint supports the type of its parameter
		this.validator.forExecutables()
			.validateParameters(this.target, this.method, new Object[this.method.getParameterCount()], this.groups);
	}

	private static boolean isConstrained(ParameterDescriptor parameter) {
		return parameter.isCascaded() || parameter.hasConstraints()
				|| !parameter.getConstrainedContainerElementTypes().isEmpty();
	}

	/**
	 * Validates arguments.
	 * @throws DoNotRetry if one is not valid; the message says why, without its value
	 */
	void validate(@Nullable Object... arguments) {
		Set<? extends ConstraintViolation<?>> violations = this.validator.forExecutables()
			.validateParameters(this.target, this.method, arguments, this.groups);
		if (!violations.isEmpty()) {
			throw new DoNotRetry(DeadLetter.INVALID + ": "
					+ violations.stream()
						.map((violation) -> place(violation.getPropertyPath()) + " " + violation.getMessage())
						.sorted()
						.distinct()
						.collect(Collectors.joining(", ")));
		}
	}

	/**
	 * Returns where a value is, without the keys of maps, which are data.
	 */
	private static String place(Path path) {
		StringJoiner place = new StringJoiner(".");
		for (Path.Node node : path) {
			if (node.getKind() != ElementKind.METHOD && node.getName() != null) {
				place.add(node.getName());
			}
		}
		return place.toString();
	}

	private static final class DeliveryExtractor implements ValueExtractor<Delivery<@ExtractedValue ?>> {

		@Override
		public void extractValues(Delivery<?> delivery, ValueReceiver receiver) {
			receiver.value("payload", delivery.payload());
		}

	}

	private static final class MessageExtractor implements ValueExtractor<Message<@ExtractedValue ?>> {

		@Override
		public void extractValues(Message<?> message, ValueReceiver receiver) {
			receiver.value("payload", message.getPayload());
		}

	}

}
