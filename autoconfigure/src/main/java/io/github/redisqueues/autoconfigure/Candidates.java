package io.github.redisqueues.autoconfigure;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Tells which bean of a type would be injected, without making any.
 */
final class Candidates {

	private final ConfigurableListableBeanFactory beanFactory;

	Candidates(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	List<String> names(Class<?> type) {
		return List.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, type, true, false));
	}

	/**
	 * The only one, or the primary one.
	 * @param names names of beans
	 * @return one of the names, null if there is none that can be told from the others
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
