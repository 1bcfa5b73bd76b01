package io.github.redisqueues.internal.lock.aop;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.stream.Stream;

import io.github.redisqueues.lock.DistributedLock;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Finds the annotation of a method: on the method or one that it overrides; otherwise,
 * for public methods, on the class or its supertypes.
 */
final class LockAnnotations {

	private LockAnnotations() {
	}

	/**
	 * Returns the element with the annotation that applies to a method.
	 * @param method the method, as a proxy calls it
	 * @param targetClass the class of the object
	 * @return the method or class, null if the method is not annotated
	 */
	static @Nullable AnnotatedElement bearer(Method method, Class<?> targetClass) {
		Class<?> userClass = ClassUtils.getUserClass(targetClass);
		Method specific = AopUtils.getMostSpecificMethod(method, userClass);
		return candidates(method, specific, userClass)
			.filter((element) -> all(element).isPresent(DistributedLock.class))
			.findFirst()
			.orElse(null);
	}

	private static Stream<AnnotatedElement> candidates(Method method, Method specific, Class<?> userClass) {
		Stream<AnnotatedElement> methods = specific.equals(method) ? Stream.of(specific) : Stream.of(specific, method);
		int modifiers = specific.getModifiers();
		if (!Modifier.isPublic(modifiers) || Modifier.isStatic(modifiers) || ReflectionUtils.isObjectMethod(specific)) {
			return methods;
		}
		// A proxy may have interfaces that its target's class does not have
		Class<?> declaring = method.getDeclaringClass();
		return Stream.concat(methods,
				declaring.isAssignableFrom(userClass) ? Stream.of(userClass) : Stream.of(userClass, declaring));
	}

	static MergedAnnotations all(AnnotatedElement element) {
		return MergedAnnotations.from(element, SearchStrategy.TYPE_HIERARCHY);
	}

}
