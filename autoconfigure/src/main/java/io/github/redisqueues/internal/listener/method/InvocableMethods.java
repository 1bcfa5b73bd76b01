package io.github.redisqueues.internal.listener.method;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;

import io.github.redisqueues.internal.validation.InvalidAnnotationException;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.util.ClassUtils;

/**
 * Which method of a bean's proxy stands for a method of its class.
 */
final class InvocableMethods {

	private InvocableMethods() {
	}

	/**
	 * Finds the method to call.
	 * @param bean the bean, or its proxy
	 * @param method a method of the class behind it
	 * @param type that class
	 * @param where names the method in a message
	 * @return the method to call on the bean
	 * @throws InvalidAnnotationException if the proxy cannot pass the call on
	 */
	static Method find(Object bean, Method method, Class<?> type, String where) {
		if (Modifier.isStatic(method.getModifiers())) {
			return method;
		}
		if (Proxy.isProxyClass(bean.getClass())) {
			Method exposed = exposed(bean.getClass(), method, type);
			if (exposed == null) {
				throw new InvalidAnnotationException(
						"@QueueListener on " + where
								+ " cannot be called: the bean has a proxy of its interfaces, and none of them has the"
								+ " method",
						"Put the method on an interface of " + type.getName() + ", or have it proxied by class"
								+ " (spring.aop.proxy-target-class=true, @Proxyable(TARGET_CLASS)).");
			}
			return exposed;
		}
		if (AopUtils.isCglibProxy(bean)) {
			requireOverridable(method, type, where);
		}
		return method;
	}

	private static @Nullable Method exposed(Class<?> proxy, Method method, Class<?> type) {
		for (Class<?> proxied : ClassUtils.getAllInterfacesForClass(proxy)) {
			for (Method candidate : proxied.getMethods()) {
				if (candidate.getName().equals(method.getName()) && (candidate.equals(method)
						|| AopUtils.getMostSpecificMethod(candidate, type).equals(method))) {
					return candidate;
				}
			}
		}
		return null;
	}

	/**
	 * A call that a proxy of a class does not override would meet the proxy's own empty
	 * fields.
	 */
	private static void requireOverridable(Method method, Class<?> type, String where) {
		int modifiers = method.getModifiers();
		boolean isPackagePrivate = (modifiers & (Modifier.PUBLIC | Modifier.PROTECTED | Modifier.PRIVATE)) == 0;
		String reason = null;
		if (Modifier.isPrivate(modifiers)) {
			reason = "is private";
		}
		else if (Modifier.isFinal(modifiers)) {
			reason = "is final";
		}
		else if (isPackagePrivate && !method.getDeclaringClass().getPackageName().equals(type.getPackageName())) {
			reason = "is visible in another package only";
		}
		if (reason != null) {
			throw new InvalidAnnotationException("@QueueListener on " + where
					+ " cannot be called: the bean has a proxy, which cannot override the method, as it " + reason,
					"Make the method public, and not final.");
		}
	}

}
