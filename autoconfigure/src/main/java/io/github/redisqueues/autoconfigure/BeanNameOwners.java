package io.github.redisqueues.autoconfigure;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.type.MethodMetadata;
import org.springframework.util.ClassUtils;

/**
 * Tells whether a bean name is in use, and by whom.
 */
final class BeanNameOwners {

	/**
	 * Names of beans that the application context itself looks up.
	 */
	private static final Set<String> RESERVED = Set.of(
			AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME,
			AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME,
			AbstractApplicationContext.MESSAGE_SOURCE_BEAN_NAME,
			ConfigurableApplicationContext.APPLICATION_STARTUP_BEAN_NAME,
			ConfigurableApplicationContext.BOOTSTRAP_EXECUTOR_BEAN_NAME,
			ConfigurableApplicationContext.CONVERSION_SERVICE_BEAN_NAME,
			ConfigurableApplicationContext.ENVIRONMENT_BEAN_NAME,
			ConfigurableApplicationContext.LOAD_TIME_WEAVER_BEAN_NAME,
			ConfigurableApplicationContext.SYSTEM_ENVIRONMENT_BEAN_NAME,
			ConfigurableApplicationContext.SYSTEM_PROPERTIES_BEAN_NAME);

	private final ConfigurableListableBeanFactory beanFactory;

	BeanNameOwners(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Returns the owner of a bean name.
	 * @param name the name
	 * @param wanted type of a bean that can replace ours
	 */
	Owner ownerOf(String name, Class<?> wanted) {
		Owner owner = ownerOf(name);
		if (owner == Owner.NONE || RESERVED.contains(name)) {
			return owner;
		}
		Class<?> type = this.beanFactory.getType(name, false);
		return (type != null && wanted.isAssignableFrom(type)) ? Owner.REPLACEMENT : owner;
	}

	Owner ownerOf(String name) {
		if (RESERVED.contains(name)) {
			return Owner.FRAMEWORK;
		}
		if (!this.beanFactory.containsLocalBean(name)) {
			return Owner.NONE;
		}
		return isOfFramework(name, this.beanFactory.getType(name, false)) ? Owner.FRAMEWORK : Owner.APPLICATION;
	}

	String describe(String name) {
		Class<?> type = this.beanFactory.containsBean(name) ? this.beanFactory.getType(name, false) : null;
		String source = declaringClass(name);
		return ((type != null) ? "a " + ClassUtils.getQualifiedName(type) : "a bean of the application context itself")
				+ ((source != null) ? " of " + source : "");
	}

	private boolean isOfFramework(String name, @Nullable Class<?> type) {
		BeanDefinition definition = definition(name);
		if (definition == null) {
			return type != null && type.getName().startsWith("org.springframework.");
		}
		return definition.getRole() != BeanDefinition.ROLE_APPLICATION
				|| (definition.getFactoryMethodName() != null && isAutoConfiguration(declaringClass(name)));
	}

	/**
	 * Returns whether a class is an auto-configuration, is nested in one, or is in the
	 * package of one.
	 */
	private boolean isAutoConfiguration(@Nullable String className) {
		if (className == null) {
			return false;
		}
		if (className.startsWith("org.springframework.boot.")) {
			return true;
		}
		int nested = className.indexOf('$');
		String outer = (nested < 0) ? className : className.substring(0, nested);
		return ImportCandidates.load(AutoConfiguration.class, this.beanFactory.getBeanClassLoader())
			.getCandidates()
			.stream()
			.anyMatch((candidate) -> candidate.equals(outer) || (nested < 0
					&& ClassUtils.getPackageName(candidate).equals(ClassUtils.getPackageName(className))));
	}

	private @Nullable String declaringClass(String name) {
		BeanDefinition definition = definition(name);
		if (definition instanceof AnnotatedBeanDefinition annotated) {
			MethodMetadata method = annotated.getFactoryMethodMetadata();
			if (method != null) {
				return method.getDeclaringClassName();
			}
		}
		return (definition != null) ? definition.getBeanClassName() : null;
	}

	private @Nullable BeanDefinition definition(String name) {
		for (String candidate : this.beanFactory.getAliases(name)) {
			if (this.beanFactory.containsBeanDefinition(candidate)) {
				return this.beanFactory.getBeanDefinition(candidate);
			}
		}
		return this.beanFactory.containsBeanDefinition(name) ? this.beanFactory.getBeanDefinition(name) : null;
	}

	/**
	 * The owner of a bean name.
	 */
	enum Owner {

		/**
		 * There is no bean of that name.
		 */
		NONE,

		/**
		 * A bean of the wanted type.
		 */
		REPLACEMENT,

		/**
		 * Another bean of the application.
		 */
		APPLICATION,

		/**
		 * A bean of Spring, or of an auto-configuration.
		 */
		FRAMEWORK

	}

}
