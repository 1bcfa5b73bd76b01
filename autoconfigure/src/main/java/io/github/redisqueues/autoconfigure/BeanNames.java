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
 * Tells who has taken the name of a bean.
 */
final class BeanNames {

	/**
	 * Names that the application context itself asks for later.
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

	BeanNames(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Tells who has a name.
	 * @param name the name
	 * @param wanted type of a bean that would do instead of ours
	 */
	Owner ownerOf(String name, Class<?> wanted) {
		Owner owner = ownerOf(name);
		if (owner == Owner.NOBODY || RESERVED.contains(name)) {
			return owner;
		}
		Class<?> type = this.beanFactory.getType(name, false);
		return (type != null && wanted.isAssignableFrom(type)) ? Owner.STAND_IN : owner;
	}

	Owner ownerOf(String name) {
		if (RESERVED.contains(name)) {
			return Owner.FRAMEWORK;
		}
		if (!this.beanFactory.containsLocalBean(name)) {
			return Owner.NOBODY;
		}
		return isOfFramework(name, this.beanFactory.getType(name, false)) ? Owner.FRAMEWORK : Owner.APPLICATION;
	}

	String describe(String name) {
		Class<?> type = this.beanFactory.containsBean(name) ? this.beanFactory.getType(name, false) : null;
		String source = declaringClass(name);
		return ((type != null) ? "a " + ClassUtils.getQualifiedName(type) : "one of the application context's own")
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
	 * An auto-configuration, a class within one, or one that it imports from beside it.
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

	enum Owner {

		NOBODY, STAND_IN, APPLICATION, FRAMEWORK

	}

}
