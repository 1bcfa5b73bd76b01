package io.github.redisqueues.internal.listener.method;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.redisqueues.internal.validation.InvalidAnnotationException;
import io.github.redisqueues.listener.CancellationSignal;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotatedMethod;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.util.ClassUtils;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.Validated;

/**
 * Creates {@link ListenerMethod}s: works out which parameters of a method take the
 * messages of a queue, and how to resolve the others.
 */
final class ListenerMethodFactory {

	private final ConfigurableListableBeanFactory beanFactory;

	private final ArgumentResolvers resolvers;

	ListenerMethodFactory(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
		this.resolvers = new ArgumentResolvers(beanFactory);
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
		PayloadValidation validation = null;
		MethodParameter constrained = null;
		Object[] groups = groups(method, type);
		for (MethodParameter declared : new AnnotatedMethod(method).getMethodParameters()) {
			MethodParameter parameter = declared.withContainingClass(type);
			ArgumentResolver argument = this.resolvers.find(parameter, errors);
			ParameterConstraints constraints = ParameterConstraints.of(parameter, argument == null, errors);
			constrained = (constraints.isConstrained() && constrained == null) ? parameter : constrained;
			if (argument == null) {
				MessageParameter found = MessageParameter.of(ResolvableType.forMethodParameter(parameter), payloadType);
				candidates.put(parameter, found);
				requireNoExpression(parameter, errors);
				Object[] hints = constraints.hints();
				validation = (hints != null)
						? new PayloadValidation(validator(parameter, errors), (hints.length > 0) ? hints : groups)
						: validation;
				groups = (hints != null && hints.length > 0) ? hints : groups;
				argument = (found != null) ? found::valueOf : DeliveryMessage::getPayload;
			}
			else if (parameter.getParameterType() != CancellationSignal.class) {
				others.add(parameter);
			}
			arguments.add(argument);
		}
		MessageParameter kind = messageParameter(candidates, errors);
		if (kind.isBatch() && !others.isEmpty()) {
			throw errors.annotatedInBatch(others.get(0));
		}
		int messageIndex = candidates.keySet().iterator().next().getParameterIndex();
		ParameterValidation parameters = (constrained != null)
				? parameterValidation(constrained, bean, method, groups, errors) : null;
		return new ListenerMethod(bean, invocable, queue, kind, arguments, messageIndex, validation, parameters);
	}

	/**
	 * Returns the groups that {@code @Validated} on the method or on its class names.
	 */
	private static Object[] groups(Method method, Class<?> type) {
		Validated annotation = AnnotatedElementUtils.findMergedAnnotation(method, Validated.class);
		if (annotation == null) {
			annotation = AnnotatedElementUtils.findMergedAnnotation(type, Validated.class);
		}
		return (annotation != null) ? annotation.value() : new Object[0];
	}

	private ParameterValidation parameterValidation(MethodParameter parameter, Object bean, Method method,
			Object[] groups, ParameterErrors errors) {
		if (!ClassUtils.isPresent("jakarta.validation.ValidatorFactory", bean.getClass().getClassLoader())) {
			throw errors.noJakartaValidator(parameter);
		}
		Object target = AopProxyUtils.getSingletonTarget(bean);
		return ParameterValidation.create(this.beanFactory, parameter, (target != null) ? target : bean, method,
				Arrays.copyOf(groups, groups.length, Class[].class), errors);
	}

	private static void requireNoExpression(MethodParameter parameter, ParameterErrors errors) {
		Payload annotation = parameter.getParameterAnnotation(Payload.class);
		if (annotation != null && !annotation.expression().isEmpty()) {
			throw errors.wrongAnnotated("Payload", parameter, "an expression is not evaluated",
					"Remove the expression, and take the whole payload.");
		}
	}

	private Validator validator(MethodParameter parameter, ParameterErrors errors) {
		Validator validator = this.beanFactory.getBeanProvider(Validator.class).getIfUnique();
		if (validator == null) {
			throw errors.noValidator(parameter);
		}
		return validator;
	}

	/**
	 * Returns how the method takes its messages: if it takes them in several ways, the
	 * one that can settle them.
	 */
	private static MessageParameter messageParameter(Map<MethodParameter, @Nullable MessageParameter> candidates,
			ParameterErrors errors) {
		Map<MessageParameter, MethodParameter> kinds = new LinkedHashMap<>();
		List<MethodParameter> unknown = new ArrayList<>();
		candidates.forEach((parameter, kind) -> {
			if (kind == null) {
				unknown.add(parameter);
				return;
			}
			MethodParameter other = kinds.put(kind, parameter);
			if (other != null) {
				throw errors.several(other, parameter);
			}
		});
		if (!unknown.isEmpty()) {
			throw kinds.isEmpty() ? errors.wrongType(unknown.get(0)) : errors.unknown(unknown.get(0));
		}
		if (kinds.isEmpty()) {
			throw errors.noPayload();
		}
		List<MethodParameter> parameters = List.copyOf(kinds.values());
		if (parameters.size() > 1 && kinds.keySet().stream().anyMatch(MessageParameter::isBatch)) {
			throw errors.several(parameters.get(0), parameters.get(1));
		}
		return kinds.containsKey(MessageParameter.DELIVERY) ? MessageParameter.DELIVERY
				: kinds.keySet().iterator().next();
	}

}
