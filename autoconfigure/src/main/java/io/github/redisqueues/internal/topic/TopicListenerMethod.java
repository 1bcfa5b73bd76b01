package io.github.redisqueues.internal.topic;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.Future;

import io.github.redisqueues.internal.beans.PayloadParameters;
import io.github.redisqueues.internal.validation.InvalidAnnotationException;
import io.github.redisqueues.topic.TopicMessage;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * A method that receives the messages of a topic.
 *
 * @param beanFactory the factory of its bean, which may not have been created yet
 * @param beanName the bean's name
 * @param beanClass the bean's class, behind any proxy
 * @param method the method to call on the bean or its proxy
 * @param topic the topic's name
 * @param takesMessage whether it takes a {@link TopicMessage} rather than the payload
 */
record TopicListenerMethod(ConfigurableListableBeanFactory beanFactory, String beanName, Class<?> beanClass,
		Method method, String topic, boolean takesMessage) {

	/**
	 * Checks a method and creates a listener method for it. The proxy class is that of
	 * the bean or its proxy.
	 * @throws InvalidAnnotationException if the method cannot be called with a message
	 */
	static TopicListenerMethod of(ConfigurableListableBeanFactory beanFactory, String beanName, Class<?> beanClass,
			Class<?> proxyClass, Method method, String topic) {
		if (method.getParameterCount() != 1) {
			throw new InvalidAnnotationException(
					describe(method) + " has @TopicListener and " + method.getParameterCount() + " parameters",
					"Give it one parameter: the topic's payload, or a TopicMessage of it.");
		}
		Class<?> returned = method.getReturnType();
		if (Future.class.isAssignableFrom(returned)
				|| ReactiveAdapterRegistry.getSharedInstance().getAdapter(returned) != null) {
			throw new InvalidAnnotationException(
					describe(method) + " has @TopicListener and returns " + returned.getName()
							+ ", but its result is ignored",
					"Return void, and start asynchronous work inside the method.");
		}
		Method invocable;
		try {
			invocable = AopUtils.selectInvocableMethod(method, proxyClass);
		}
		catch (IllegalStateException ex) {
			throw new InvalidAnnotationException(
					describe(method) + " has @TopicListener, but cannot be called on bean '" + beanName
							+ "', whose proxy does not have the method",
					"Make the method public. If the proxy implements interfaces only, declare the method in one of them"
							+ " or set spring.aop.proxy-target-class=true.");
		}
		ReflectionUtils.makeAccessible(invocable);
		boolean takesMessage = invocable.getParameterTypes()[0] == TopicMessage.class;
		return new TopicListenerMethod(beanFactory, beanName, beanClass, invocable, topic, takesMessage);
	}

	static String describe(Method method) {
		return ClassUtils.getQualifiedMethodName(method) + "()";
	}

	String describe() {
		return describe(this.method);
	}

	/**
	 * Checks that the method accepts a topic's payloads.
	 * @throws InvalidAnnotationException if it does not
	 */
	void requireAccepts(ResolvableType payloadType) {
		ResolvableType parameter = ResolvableType.forMethodParameter(this.method, 0, this.beanClass);
		ResolvableType payload = this.takesMessage ? parameter.getGeneric(0) : parameter;
		if (!PayloadParameters.accepts(payload, payloadType)) {
			throw new InvalidAnnotationException(
					describe() + " takes " + payload + ", but topic '" + this.topic + "' has payloads of type "
							+ payloadType,
					"Change the parameter, or set queues.topics." + this.topic + ".payload-type=" + payload + ".");
		}
	}

	void call(TopicMessage<?> message) {
		Object bean = this.beanFactory.getBean(this.beanName);
		try {
			this.method.invoke(bean, this.takesMessage ? message : message.payload());
		}
		catch (InvocationTargetException ex) {
			ReflectionUtils.rethrowRuntimeException(ex.getTargetException());
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(describe() + " cannot be called", ex);
		}
	}

}
