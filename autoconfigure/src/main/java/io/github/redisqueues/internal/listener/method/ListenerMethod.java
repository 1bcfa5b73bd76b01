package io.github.redisqueues.internal.listener.method;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;

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

	private final MessageParameter messageParameter;

	private final ArgumentResolver[] arguments;

	/**
	 * Creates a listener method.
	 * @param bean the bean or its proxy
	 * @param method the method to call on it
	 * @param messageParameter how the method takes its messages
	 * @param arguments one resolver for each parameter, not used for batches
	 */
	ListenerMethod(Object bean, Method method, MessageParameter messageParameter, List<ArgumentResolver> arguments) {
		this.bean = bean;
		this.method = method;
		this.messageParameter = messageParameter;
		this.arguments = arguments.toArray(ArgumentResolver[]::new);
		ReflectionUtils.makeAccessible(method);
	}

	MessageParameter messageParameter() {
		return this.messageParameter;
	}

	void call(Delivery<?> delivery) throws Exception {
		@Nullable Object[] values = new Object[this.arguments.length];
		for (int i = 0; i < values.length; i++) {
			values[i] = this.arguments[i].resolve(delivery);
		}
		invoke(values);
	}

	<E> void call(List<Delivery<E>> deliveries) throws Exception {
		invoke(this.messageParameter.valueOf(deliveries));
	}

	private void invoke(@Nullable Object... values) throws Exception {
		try {
			this.method.invoke(this.bean, values);
		}
		catch (InvocationTargetException ex) {
			ReflectionUtils.rethrowException(ex.getTargetException());
		}
	}

}
