package io.github.redisqueues.internal.listener.method;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.redisqueues.internal.validation.InvalidAnnotationException;
import io.github.redisqueues.listener.QueueListener;
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
 * Finds the annotated methods of all beans, without making any bean.
 */
final class AnnotatedBeans {

	/**
	 * There is no request and no session on the threads of a listener.
	 */
	private static final Set<String> WEB_SCOPES = Set.of("request", "session");

	private static final Log logger = LogFactory.getLog(AnnotatedBeans.class);

	private final ConfigurableListableBeanFactory beanFactory;

	AnnotatedBeans(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	void forEach(Visitor visitor) {
		for (String name : this.beanFactory.getBeanNamesForType(Object.class)) {
			Class<?> type = ScopedProxyUtils.isScopedTarget(name) ? null : type(name);
			Map<Method, List<MergedAnnotation<QueueListener>>> methods = (type != null) ? methods(type) : Map.of();
			if (type != null && !methods.isEmpty()) {
				requireOneObject(name, type);
				visitor.visit(name, type, methods);
			}
		}
	}

	/**
	 * The class that was written, whatever stands in front of it.
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
			// Whoever wants the bean will be told
			logger.debug("The class of bean '" + name + "' cannot be told", ex);
			return null;
		}
	}

	private static Map<Method, List<MergedAnnotation<QueueListener>>> methods(Class<?> type) {
		if (type.getName().startsWith("org.springframework.")
				|| !AnnotationUtils.isCandidateClass(type, QueueListener.class)) {
			return Map.of();
		}
		try {
			return MethodIntrospector.selectMethods(type,
					(MetadataLookup<List<MergedAnnotation<QueueListener>>>) AnnotatedBeans::nearest);
		}
		catch (IllegalStateException | LinkageError ex) {
			// A class that is not all there is not used either
			logger.debug("The methods of " + type.getName() + " cannot be read", ex);
			return Map.of();
		}
	}

	/**
	 * Those on the method itself, else those on the nearest one that it overrides.
	 */
	private static @Nullable List<MergedAnnotation<QueueListener>> nearest(Method method) {
		MergedAnnotations all = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY);
		MergedAnnotation<QueueListener> first = all.get(QueueListener.class);
		if (!first.isPresent()) {
			return null;
		}
		return all.stream(QueueListener.class)
			.filter((annotation) -> annotation.getAggregateIndex() == first.getAggregateIndex())
			.toList();
	}

	private void requireOneObject(String name, Class<?> type) {
		if (!this.beanFactory.isSingleton(name)) {
			throw new InvalidAnnotationException(
					"Bean '" + name + "' of " + type.getName()
							+ " has methods with @QueueListener, and is no singleton, so that there is no one object to"
							+ " give the messages to",
					"Make it a singleton, or give it a scoped proxy: @Scope(proxyMode = ScopedProxyMode.TARGET_CLASS).");
		}
		String target = ScopedProxyUtils.getTargetBeanName(name);
		if (this.beanFactory.containsBeanDefinition(target)) {
			String scope = this.beanFactory.getMergedBeanDefinition(target).getScope();
			if (scope != null && WEB_SCOPES.contains(scope)) {
				throw new InvalidAnnotationException("Bean '" + name + "' of " + type.getName()
						+ " has methods with @QueueListener, and is of scope '" + scope
						+ "', which there is none of on a listener's thread", "Make it a singleton.");
			}
		}
	}

	/**
	 * Is shown what was found.
	 */
	interface Visitor {

		void visit(String name, Class<?> type, Map<Method, List<MergedAnnotation<QueueListener>>> methods);

	}

}
