package io.github.redisqueues.internal.listener.method;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;

import io.github.redisqueues.internal.validation.InvalidAnnotationException;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.util.ClassUtils;

/**
 * Finds the method to call on a bean's proxy for a method of the bean's class.
 */
final class InvocableMethods {

	private InvocableMethods() {
	}

	/**
	 * Finds the method to call.
	 * @param bean the bean, or its proxy
	 * @param method a method of the bean's class
	 * @param type the bean's class
	 * @param location the method's description for error messages
	 * @return the method to call on the bean
	 * @throws InvalidAnnotationException if the method cannot be called through the proxy
	 */
	static Method find(Object bean, Method method, Class<?> type, String location) {
		if (Modifier.isStatic(method.getModifiers())) {
			return method;
		}
		if (Proxy.isProxyClass(bean.getClass())) {
			Method exposed = exposed(bean.getClass(), method, type);
			if (exposed == null) {
				throw new InvalidAnnotationException(
						"@QueueListener on " + location
								+ " cannot be called: the bean's proxy implements its interfaces only, and none of"
								+ " them declares the method",
						"Declare the method in an interface of " + type.getName() + ", or proxy the class"
								+ " (spring.aop.proxy-target-class=true, @Proxyable(TARGET_CLASS)).");
			}
			return exposed;
		}
		if (AopUtils.isCglibProxy(bean)) {
			requireOverridable(method, type, location);
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
	 * Requires a method that a class proxy overrides. Any other method would run on the
	 * proxy object itself, whose fields are null.
	 */
	private static void requireOverridable(Method method, Class<?> type, String location) {
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
			reason = "is package-private in another package";
		}
		if (reason != null) {
			throw new InvalidAnnotationException("@QueueListener on " + location
					+ " cannot be called: the bean has a proxy, which cannot override the method because it " + reason,
					"Make the method public and not final.");
		}
	}

}
