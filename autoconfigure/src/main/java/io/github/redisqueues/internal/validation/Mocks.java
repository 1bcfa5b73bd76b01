package io.github.redisqueues.internal.validation;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Recognises beans that a test has replaced by a mock, which have no behaviour of their
 * own.
 */
public final class Mocks {

	private Mocks() {
	}

	/**
	 * Returns whether an object is a mock or spy of Mockito, or a substitute.
	 * @param object the object, or null
	 * @return whether it is one
	 */
	public static boolean isMock(@Nullable Object object) {
		if (object instanceof Substitute) {
			return true;
		}
		ClassLoader loader = (object != null) ? object.getClass().getClassLoader() : null;
		if (loader == null || !ClassUtils.isPresent("org.mockito.Mockito", loader)) {
			return false;
		}
		Method details = ClassUtils.getMethod(ClassUtils.resolveClassName("org.mockito.Mockito", loader),
				"mockingDetails", Object.class);
		Object answer = ReflectionUtils.invokeMethod(details, null, object);
		Method isMock = ClassUtils.getMethod(ClassUtils.resolveClassName("org.mockito.MockingDetails", loader),
				"isMock");
		return answer != null && Boolean.TRUE.equals(ReflectionUtils.invokeMethod(isMock, answer));
	}

	/**
	 * Creates an object in place of one that a mocked factory did not create. Its
	 * {@code name} is known; every other method throws an {@link IllegalStateException}.
	 * @param <T> type of the object
	 * @param type type of the object, an interface
	 * @param name its name
	 * @param factory type of the factory
	 * @return the object
	 */
	public static <T> T substitute(Class<T> type, String name, Class<?> factory) {
		String what = type.getSimpleName() + " '" + name + "'";
		InvocationHandler handler = (proxy, method, arguments) -> switch (method.getName()) {
			case "name", "toString" -> method.getName().equals("name") ? name : what + " of a mock";
			case "hashCode" -> System.identityHashCode(proxy);
			case "equals" -> proxy == arguments[0];
			default -> throw new IllegalStateException(what + " does not exist: the " + factory.getSimpleName()
					+ " bean is a mock, and its create method returned null. Let the mock return one, or replace bean '"
					+ name + "' by a mock too");
		};
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type, Substitute.class }, handler));
	}

	/**
	 * Marks the substitutes.
	 */
	public interface Substitute {

	}

}
