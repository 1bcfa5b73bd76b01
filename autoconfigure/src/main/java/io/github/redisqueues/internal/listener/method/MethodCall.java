package io.github.redisqueues.internal.listener.method;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;

import io.github.redisqueues.queue.Delivery;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ReflectionUtils;

/**
 * Calls a method of a bean for messages. What the method throws is thrown as it is. Safe
 * for use by several threads.
 */
final class MethodCall {

	private final Object bean;

	private final Method method;

	private final PayloadShape shape;

	private final Argument[] arguments;

	/**
	 * Creates a call.
	 * @param bean the bean or its proxy
	 * @param method a method that the bean has
	 * @param shape how it takes its messages
	 * @param arguments what the parameters get, if the shape is no batch
	 */
	MethodCall(Object bean, Method method, PayloadShape shape, List<Argument> arguments) {
		this.bean = bean;
		this.method = method;
		this.shape = shape;
		this.arguments = arguments.toArray(Argument[]::new);
		ReflectionUtils.makeAccessible(method);
	}

	PayloadShape shape() {
		return this.shape;
	}

	void call(Delivery<?> delivery) throws Exception {
		@Nullable Object[] values = new Object[this.arguments.length];
		for (int i = 0; i < values.length; i++) {
			values[i] = this.arguments[i].from(delivery);
		}
		invoke(values);
	}

	<E> void call(List<Delivery<E>> deliveries) throws Exception {
		invoke(this.shape.from(deliveries));
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
