package io.github.redisqueues.internal.beans;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.SpringProxy;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.MethodIntrospector.MetadataLookup;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;

/**
 * Finds the methods of all beans that have an annotation, without creating the beans. An
 * annotation may be repeated, inherited or a meta-annotation. The annotations of an
 * overriding method replace those of the method that it overrides.
 *
 * @param <A> the annotation
 */
public final class AnnotatedMethodScanner<A extends Annotation> {

	private static final Log logger = LogFactory.getLog(AnnotatedMethodScanner.class);

	private final ConfigurableListableBeanFactory beanFactory;

	private final Class<A> annotation;

	/**
	 * Creates a scanner.
	 * @param beanFactory the factory of the beans
	 * @param annotation the annotation to look for
	 */
	public AnnotatedMethodScanner(ConfigurableListableBeanFactory beanFactory, Class<A> annotation) {
		this.beanFactory = beanFactory;
		this.annotation = annotation;
	}

	/**
	 * Calls a visitor for each bean that has annotated methods.
	 * @param visitor the visitor
	 */
	public void forEach(Visitor<A> visitor) {
		for (String name : this.beanFactory.getBeanNamesForType(Object.class)) {
			Class<?> type = ScopedProxyUtils.isScopedTarget(name) ? null : type(name);
			Map<Method, List<MergedAnnotation<A>>> methods = (type != null) ? methods(type) : Map.of();
			if (type != null && !methods.isEmpty()) {
				visitor.visit(name, type, methods);
			}
		}
	}

	/**
	 * Returns the bean's class as it was written, behind any proxy.
	 */
	private @Nullable Class<?> type(String name) {
		try {
			Class<?> type = AutoProxyUtils.determineTargetClass(this.beanFactory, name);
			if (type != null && ScopedObject.class.isAssignableFrom(type)) {
				type = AutoProxyUtils.determineTargetClass(this.beanFactory, ScopedProxyUtils.getTargetBeanName(name));
			}
			if (type != null && (SpringProxy.class.isAssignableFrom(type) || Proxy.isProxyClass(type))
					&& this.beanFactory.isSingleton(name)) {
				type = AopProxyUtils.ultimateTargetClass(this.beanFactory.getBean(name));
			}
			return (type != null) ? ClassUtils.getUserClass(type) : null;
		}
		catch (RuntimeException | LinkageError ex) {
			// Creating the bean reports the problem
			logger.debug("Could not determine the class of bean '" + name + "'", ex);
			return null;
		}
	}

	private Map<Method, List<MergedAnnotation<A>>> methods(Class<?> type) {
		if (type.getName().startsWith("org.springframework.")
				|| !AnnotationUtils.isCandidateClass(type, this.annotation)) {
			return Map.of();
		}
		try {
			return MethodIntrospector.selectMethods(type, (MetadataLookup<List<MergedAnnotation<A>>>) this::nearest);
		}
		catch (IllegalStateException | LinkageError ex) {
			// A class with missing dependencies cannot be used as a bean
			logger.debug("Could not read the methods of " + type.getName(), ex);
			return Map.of();
		}
	}

	/**
	 * Returns the annotations of the method itself or, if it has none, of the nearest
	 * method that it overrides.
	 */
	private @Nullable List<MergedAnnotation<A>> nearest(Method method) {
		MergedAnnotations all = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY);
		MergedAnnotation<A> first = all.get(this.annotation);
		if (!first.isPresent()) {
			return null;
		}
		return all.stream(this.annotation)
			.filter((candidate) -> candidate.getAggregateIndex() == first.getAggregateIndex())
			.toList();
	}

	/**
	 * Visits beans that have annotated methods.
	 *
	 * @param <A> the annotation
	 */
	@FunctionalInterface
	public interface Visitor<A extends Annotation> {

		/**
		 * Visits a bean.
		 * @param beanName the bean's name
		 * @param beanClass the bean's class, behind any proxy
		 * @param methods the annotated methods with their annotations
		 */
		void visit(String beanName, Class<?> beanClass, Map<Method, List<MergedAnnotation<A>>> methods);

	}

}
