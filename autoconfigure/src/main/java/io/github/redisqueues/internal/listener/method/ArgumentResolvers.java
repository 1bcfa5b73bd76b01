package io.github.redisqueues.internal.listener.method;

import java.util.List;

import io.github.redisqueues.listener.Attempt;
import io.github.redisqueues.listener.CancellationSignal;
import io.github.redisqueues.listener.MessageId;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;

/**
 * Finds the resolvers of parameters that do not take the message: of annotated ones, and
 * of those that a {@link HandlerMethodArgumentResolver} bean supports.
 */
final class ArgumentResolvers {

	private final HeaderParameters headers;

	private final List<HandlerMethodArgumentResolver> beans;

	ArgumentResolvers(ConfigurableListableBeanFactory beanFactory) {
		this.headers = new HeaderParameters(beanFactory);
		this.beans = beanFactory.getBeanProvider(HandlerMethodArgumentResolver.class).orderedStream().toList();
	}

	/**
	 * Returns the resolver of a parameter.
	 * @return null if the parameter may take the message
	 */
	@Nullable ArgumentResolver find(MethodParameter parameter, ParameterErrors errors) {
		MergedAnnotations annotations = MergedAnnotations.from(parameter.getParameterAnnotations());
		Class<?> type = parameter.getParameterType();
		if (annotations.isPresent(MessageId.class)) {
			if (!type.isAssignableFrom(String.class)) {
				throw errors.wrongAnnotated("MessageId", parameter, "a message id is a String", "Make it a String.");
			}
			return (message) -> message.delivery().id();
		}
		if (annotations.isPresent(Attempt.class)) {
			if (type != int.class && !type.isAssignableFrom(Integer.class)) {
				throw errors.wrongAnnotated("Attempt", parameter, "an attempt is an int", "Make it an int.");
			}
			return (message) -> message.delivery().attempt();
		}
		if (type == CancellationSignal.class) {
			return (message) -> new DeliverySignal(List.of(message.delivery()));
		}
		ArgumentResolver header = this.headers.resolver(parameter, errors);
		return (header != null || annotations.isPresent(Payload.class)) ? header : bean(parameter);
	}

	private @Nullable ArgumentResolver bean(MethodParameter parameter) {
		for (HandlerMethodArgumentResolver bean : this.beans) {
			if (bean.supportsParameter(parameter)) {
				return (message) -> bean.resolveArgument(parameter, message);
			}
		}
		return null;
	}

}
