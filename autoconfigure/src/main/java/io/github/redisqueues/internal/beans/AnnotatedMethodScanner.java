package io.github.redisqueues.internal.beans;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.SpringProxy;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.MethodIntrospector.MetadataLookup;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;

/**
 * Finds the methods of all beans that have an annotation, without creating the beans
 * unless only that tells their class. An annotation may be repeated, inherited or a
 * meta-annotation. The annotations of an overriding method replace those of the method
 * that it overrides.
 *
 * @param <A> the annotation
 */
public final class AnnotatedMethodScanner<A extends Annotation> {

	private static final Log logger = LogFactory.getLog(AnnotatedMethodScanner.class);

	private final ConfigurableListableBeanFactory beanFactory;

	private final Class<A> annotation;

	private final Set<String> visited = ConcurrentHashMap.newKeySet();

	/**
	 * Classes of what factory beans created before the scan.
	 */
	private final Map<String, Class<?>> products = new ConcurrentHashMap<>();

	private volatile boolean isScanned;

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
	 * Calls a visitor for each bean that has annotated methods. If the class of a bean is
	 * not known before its creation, {@link #created} visits it.
	 * @param visitor the visitor
	 */
	public void forEach(Visitor<A> visitor) {
		this.isScanned = true;
		for (String name : this.beanFactory.getBeanNamesForType(Object.class)) {
			Class<?> type = ScopedProxyUtils.isScopedTarget(name) ? null : implementation(name, type(name));
			if (type != null) {
				visit(name, type, () -> this.beanFactory.getBean(name), visitor);
			}
		}
	}

	/**
	 * Calls a visitor for a bean that has been created and has annotated methods, unless
	 * it has been visited, or is still to be visited by {@link #forEach}.
	 * @param bean the bean, or its proxy
	 * @param beanName the bean's name
	 * @param visitor the visitor
	 */
	public void created(Object bean, String beanName, Visitor<A> visitor) {
		if (bean instanceof FactoryBean || bean instanceof ScopedObject
				|| !this.beanFactory.containsLocalBean(beanName)) {
			return;
		}
		Class<?> type = ClassUtils.getUserClass(AopProxyUtils.ultimateTargetClass(bean));
		if (!this.isScanned) {
			if (this.beanFactory.isFactoryBean(beanName)) {
				this.products.put(beanName, type);
			}
		}
		else if (ScopedProxyUtils.isScopedTarget(beanName)) {
			String proxy = ScopedProxyUtils.getOriginalBeanName(beanName);
			visit(proxy, type, () -> this.beanFactory.getBean(proxy), visitor);
		}
		else {
			visit(beanName, type, () -> bean, visitor);
		}
	}

	private void visit(String name, Class<?> type, Supplier<Object> bean, Visitor<A> visitor) {
		Map<Method, List<MergedAnnotation<A>>> methods = methods(type);
		if (!methods.isEmpty() && this.visited.add(name)) {
			visitor.visit(name, type, bean, methods);
		}
	}

	/**
	 * Returns the class of a bean whose definition does not tell it, if what it tells has
	 * no annotated methods but the class that the code creates has. Creates the bean
	 * then.
	 */
	private @Nullable Class<?> implementation(String name, @Nullable Class<?> declared) {
		Class<?> product = this.products.get(name);
		if (product != null || declared == null || !methods(declared).isEmpty()
				|| (this.beanFactory.containsSingleton(name) && !this.beanFactory.isFactoryBean(name)
						&& !ScopedObject.class.isAssignableFrom(classOf(name)))) {
			return (product != null) ? product : declared;
		}
		for (Class<?> candidate : new CreatedTypes(this.beanFactory).of(name, declared)) {
			if (!methods(candidate).isEmpty()) {
				boolean isCreated = this.beanFactory.isSingleton(name)
						&& !this.beanFactory.containsBeanDefinition(ScopedProxyUtils.getTargetBeanName(name));
				return isCreated
						? ClassUtils.getUserClass(AopProxyUtils.ultimateTargetClass(this.beanFactory.getBean(name)))
						: candidate;
			}
		}
		return declared;
	}

	private Class<?> classOf(String name) {
		Object singleton = this.beanFactory.getSingleton(name);
		return (singleton != null) ? singleton.getClass() : Object.class;
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
		 * @param bean supplies the bean or its proxy; creates it if need be
		 * @param methods the annotated methods with their annotations
		 */
		void visit(String beanName, Class<?> beanClass, Supplier<Object> bean,
				Map<Method, List<MergedAnnotation<A>>> methods);

	}

}
