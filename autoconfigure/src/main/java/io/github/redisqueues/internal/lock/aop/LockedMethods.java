package io.github.redisqueues.internal.lock.aop;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.github.redisqueues.lock.DistributedLock;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.core.MethodClassKey;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;

/**
 * Finds annotated methods, and reads each once.
 */
final class LockedMethods extends StaticMethodMatcherPointcut {

	private final LockedMethodReader reader;

	private final Map<MethodClassKey, Optional<LockedMethod>> read = new ConcurrentHashMap<>();

	private final Map<Class<?>, Boolean> classes = new ConcurrentHashMap<>();

	LockedMethods(LockedMethodReader reader) {
		this.reader = reader;
		setClassFilter((type) -> AnnotationUtils.isCandidateClass(type, DistributedLock.class));
	}

	@Override
	public boolean matches(Method method, Class<?> targetClass) {
		return LockAnnotations.bearer(method, targetClass) != null;
	}

	/**
	 * Returns whether a class has an annotated method.
	 */
	boolean areIn(Class<?> type) {
		return this.classes.computeIfAbsent(type, (key) -> AopUtils.canApply(this, key));
	}

	/**
	 * Returns an annotated method.
	 * @param method the method, as a proxy calls it
	 * @param targetClass the class of the object
	 * @return the method, null if it is not annotated
	 */
	@Nullable LockedMethod get(Method method, Class<?> targetClass) {
		MethodClassKey key = new MethodClassKey(method, targetClass);
		Optional<LockedMethod> known = this.read.get(key);
		if (known == null) {
			known = read(method, targetClass);
			this.read.put(key, known);
		}
		return known.orElse(null);
	}

	private Optional<LockedMethod> read(Method method, Class<?> targetClass) {
		AnnotatedElement bearer = LockAnnotations.bearer(method, targetClass);
		if (bearer == null) {
			return Optional.empty();
		}
		Class<?> userClass = ClassUtils.getUserClass(targetClass);
		return Optional.of(this.reader.read(AopUtils.getMostSpecificMethod(method, userClass), userClass, bearer));
	}

}
