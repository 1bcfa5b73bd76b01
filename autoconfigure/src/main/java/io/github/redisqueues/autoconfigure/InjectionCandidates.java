package io.github.redisqueues.autoconfigure;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Tells which bean of a type would be injected, without creating any.
 */
final class InjectionCandidates {

	private final ConfigurableListableBeanFactory beanFactory;

	InjectionCandidates(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	List<String> names(Class<?> type) {
		return List.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, type, true, false));
	}

	/**
	 * Chooses the only bean, or the primary one.
	 * @param names names of beans
	 * @return one of the names, null if there is none, or several and not one primary
	 */
	@Nullable String choose(List<String> names) {
		if (names.size() == 1) {
			return names.get(0);
		}
		List<String> primary = names.stream().filter(this::isPrimary).toList();
		return (primary.size() == 1) ? primary.get(0) : null;
	}

	private boolean isPrimary(String name) {
		BeanFactory owner = this.beanFactory;
		while (owner instanceof ConfigurableListableBeanFactory factory && !factory.containsLocalBean(name)) {
			owner = Objects.requireNonNull(factory.getParentBeanFactory());
		}
		return owner instanceof ConfigurableListableBeanFactory factory && factory.containsBeanDefinition(name)
				&& factory.getMergedBeanDefinition(name).isPrimary();
	}

}
