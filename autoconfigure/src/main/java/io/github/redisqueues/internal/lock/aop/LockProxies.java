package io.github.redisqueues.internal.lock.aop;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

import io.github.redisqueues.internal.validation.InvalidAnnotationException;
import io.github.redisqueues.lock.DistributedLock;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.Advisor;
import org.springframework.aop.TargetSource;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.support.AopUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Checks whether proxies can apply the annotation.
 */
final class LockProxies {

	private LockProxies() {
	}

	/**
	 * Reads all annotations of the object behind a proxy, and checks that each has an
	 * effect.
	 * @param proxy the proxy or its factory
	 * @param methods reads the annotations
	 * @throws InvalidAnnotationException if there is a mistake
	 */
	static void check(Advised proxy, LockedMethods methods) {
		Class<?> targetClass = proxy.getTargetSource().getTargetClass();
		Class<?> type = (targetClass != null) ? ClassUtils.getUserClass(targetClass) : Object.class;
		boolean byClass = targetClass != null && !isInterfaceLike(type)
				&& (proxy.isProxyTargetClass() || proxy.getProxiedInterfaces().length == 0);
		checkDeclarations(type, methods);
		Set<Method> reachable = new HashSet<>();
		for (Class<?> proxied : proxy.getProxiedInterfaces()) {
			for (Method method : proxied.getMethods()) {
				if (methods.matches(method, type)) {
					methods.get(method, type);
				}
				reachable.add(AopUtils.getMostSpecificMethod(method, type));
			}
		}
		if (byClass) {
			checkByClass(type, methods);
		}
		else if (!isInterfaceLike(type)) {
			forEachLocked(type, methods, (method, bearer) -> {
				if (bearer instanceof Method && !reachable.contains(method)) {
					throw mistake(method, "is on no interface of its bean, which has a proxy of its interfaces",
							"Put the method on an interface of " + type.getName() + ", or have it proxied by class"
									+ " (spring.aop.proxy-target-class=true, @Proxyable(TARGET_CLASS)).");
				}
			});
		}
	}

	/**
	 * Reads all annotations of a class.
	 * @param type the class
	 * @param methods reads the annotations
	 * @throws InvalidAnnotationException if there is a mistake
	 */
	static void checkDeclarations(Class<?> type, LockedMethods methods) {
		requireOverridable(type, methods);
		forEachLocked(type, methods, (method, bearer) -> methods.get(method, type));
	}

	/**
	 * Checks all methods, also those that the class does not see: private ones of its
	 * ancestors, and static and private ones of its interfaces.
	 */
	private static void requireOverridable(Class<?> type, LockedMethods methods) {
		if (!methods.areIn(type)) {
			return;
		}
		Set<Class<?>> ancestors = new LinkedHashSet<>(ClassUtils.getAllInterfacesForClassAsSet(type));
		for (Class<?> ancestor = type; ancestor != null; ancestor = ancestor.getSuperclass()) {
			ancestors.add(ancestor);
		}
		for (Class<?> ancestor : ancestors) {
			for (Method method : ancestor.getDeclaredMethods()) {
				int modifiers = method.getModifiers();
				if ((Modifier.isPrivate(modifiers) || Modifier.isStatic(modifiers)) && !method.isSynthetic()
						&& LockAnnotations.all(method).isPresent(DistributedLock.class)) {
					throw mistake(method, "is " + (Modifier.isStatic(modifiers) ? "static" : "private"),
							"Only methods that a proxy can override may have a lock: make it a public method of a bean,"
									+ " and call it from another bean.");
				}
			}
		}
	}

	/**
	 * Checks that Spring calls all annotated methods of a bean through its proxy.
	 * @param type the class of the bean
	 * @param methods reads the annotations
	 * @param calls the calls that Spring makes on the object itself
	 * @throws InvalidAnnotationException if there is a mistake
	 */
	static void checkCalls(Class<?> type, LockedMethods methods, ContainerCalls calls) {
		forEachLocked(type, methods, (method, bearer) -> {
			ContainerCalls.ContainerCall call = calls.find(method);
			if (call != null) {
				throw mistake(method,
						"is called by Spring (" + call.as() + ") on the object itself and not through its proxy,"
								+ " so it would run without the lock",
						((bearer instanceof Class<?>)
								? "Annotate the methods that need the lock instead of the class. For this one: " : "")
								+ call.action());
			}
		});
	}

	private static void checkByClass(Class<?> type, LockedMethods methods) {
		if (Modifier.isFinal(type.getModifiers()) || type.isSealed()) {
			throw new InvalidAnnotationException(
					type.getName() + " has methods with @DistributedLock, and is "
							+ (type.isSealed() ? "sealed" : "final") + ", so that no proxy can extend it",
					"Make it neither final nor sealed, or have it proxied by its interfaces (@Proxyable(INTERFACES)).");
		}
		forEachLocked(type, methods, (method, bearer) -> {
			if (Modifier.isFinal(method.getModifiers())) {
				throw mistake(method, "is final, so that no proxy can override it", "Make it not final.");
			}
			boolean packagePrivate = (method.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) == 0;
			if (packagePrivate && !method.getDeclaringClass().getPackageName().equals(type.getPackageName())) {
				throw mistake(method, "cannot be overridden in the package of " + type.getName(),
						"Make it public or protected.");
			}
		});
	}

	private static InvalidAnnotationException mistake(Method method, String what, String action) {
		return new InvalidAnnotationException(
				"@DistributedLock on " + LockedMethodReader.describe(method) + " has no effect: the method " + what,
				action);
	}

	private static boolean isInterfaceLike(Class<?> type) {
		return type.isInterface() || Proxy.isProxyClass(type) || ClassUtils.isLambdaClass(type) || type == Object.class;
	}

	private static void forEachLocked(Class<?> type, LockedMethods methods, LockedMethodVisitor visitor) {
		if (!methods.areIn(type)) {
			return;
		}
		for (Method method : ReflectionUtils.getUniqueDeclaredMethods(type)) {
			AnnotatedElement bearer = (method.isSynthetic()) ? null : LockAnnotations.bearer(method, type);
			if (bearer != null) {
				visitor.visit(method, bearer);
			}
		}
	}

	static boolean hasAdvisor(@Nullable Object bean, Predicate<Advisor> advisor) {
		Object current = bean;
		while (current instanceof Advised advised) {
			if (Arrays.stream(advised.getAdvisors()).anyMatch(advisor)) {
				return true;
			}
			current = target(advised);
		}
		return false;
	}

	/**
	 * Returns the object behind a proxy, if it is always the same.
	 */
	static @Nullable Object target(Advised proxy) {
		TargetSource source = proxy.getTargetSource();
		try {
			return source.isStatic() ? source.getTarget() : null;
		}
		catch (Exception ex) {
			throw new IllegalStateException("The target of " + Objects.toString(source) + " is not available", ex);
		}
	}

	private interface LockedMethodVisitor {

		void visit(Method method, AnnotatedElement bearer);

	}

}
