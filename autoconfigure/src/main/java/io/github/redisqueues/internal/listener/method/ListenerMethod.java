package io.github.redisqueues.internal.listener.method;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;

import io.github.redisqueues.listener.CancellationSignal;
import io.github.redisqueues.queue.Delivery;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * An annotated method of a bean, ready to be called with messages. Exceptions of the
 * method are thrown unchanged. Safe for use by several threads.
 */
final class ListenerMethod {

	private final Object bean;

	private final Method method;

	private final String queue;

	private final MessageParameter messageParameter;

	private final ArgumentResolver[] arguments;

	private final int batchIndex;

	private final @Nullable PayloadValidation validation;

	private final @Nullable ParameterValidation parameters;

	/**
	 * Creates a listener method.
	 * @param bean the bean or its proxy
	 * @param method the method to call on it
	 * @param queue name of the queue
	 * @param messageParameter how the method takes its messages
	 * @param arguments one resolver for each parameter; for a batch, all but one take the
	 * {@link CancellationSignal}
	 * @param batchIndex index of the parameter that takes a batch
	 * @param validation validates payloads, null if they are not validated
	 * @param parameters validates all arguments, null if they have no constraints
	 */
	ListenerMethod(Object bean, Method method, String queue, MessageParameter messageParameter,
			List<ArgumentResolver> arguments, int batchIndex, @Nullable PayloadValidation validation,
			@Nullable ParameterValidation parameters) {
		this.bean = bean;
		this.method = method;
		this.queue = queue;
		this.messageParameter = messageParameter;
		this.arguments = arguments.toArray(ArgumentResolver[]::new);
		this.batchIndex = batchIndex;
		this.validation = validation;
		this.parameters = parameters;
		ReflectionUtils.makeAccessible(method);
	}

	MessageParameter messageParameter() {
		return this.messageParameter;
	}

	<E> void call(Delivery<E> delivery) throws Exception {
		if (this.validation != null) {
			this.validation.validate(delivery.payload());
		}
		DeliveryMessage<E> message = new DeliveryMessage<>(this.queue, delivery);
		@Nullable Object[] values = new Object[this.arguments.length];
		for (int i = 0; i < values.length; i++) {
			values[i] = this.arguments[i].resolve(message);
		}
		invoke(values);
	}

	/**
	 * Calls the method with a batch. If one of its payloads is not valid, throws without
	 * a call, so that the container passes the messages one by one.
	 */
	<E> void call(List<Delivery<E>> deliveries) throws Exception {
		if (this.validation != null) {
			for (Delivery<E> delivery : deliveries) {
				this.validation.validate(delivery.payload());
			}
		}
		@Nullable Object[] values = new Object[this.arguments.length];
		for (int i = 0; i < values.length; i++) {
			values[i] = (i == this.batchIndex) ? this.messageParameter.valueOf(this.queue, deliveries)
					: new DeliverySignal(deliveries);
		}
		invoke(values);
	}

	private void invoke(@Nullable Object... values) throws Exception {
		if (this.parameters != null) {
			this.parameters.validate(values);
		}
		try {
			this.method.invoke(this.bean, values);
		}
		catch (InvocationTargetException ex) {
			ReflectionUtils.rethrowException(ex.getTargetException());
		}
	}

}
