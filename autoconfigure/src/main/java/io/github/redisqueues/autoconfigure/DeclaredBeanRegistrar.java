package io.github.redisqueues.autoconfigure;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.ResolvableType;
import org.springframework.util.Assert;

/**
 * Registers bean definitions for declared queues and topics. A definition holds only the
 * name, so that it can also be generated ahead of time. A bean of the application with
 * the same name wins.
 */
final class DeclaredBeanRegistrar {

	private static final Log logger = LogFactory.getLog(DeclaredBeanRegistrar.class);

	private final BeanDefinitionRegistry registry;

	private final BeanNameOwners owners;

	DeclaredBeanRegistrar(BeanDefinitionRegistry registry) {
		Assert.isInstanceOf(ConfigurableListableBeanFactory.class, registry);
		this.registry = registry;
		this.owners = new BeanNameOwners((ConfigurableListableBeanFactory) registry);
	}

	/**
	 * Registers a bean unless the application has a bean of that name.
	 * @param bean the bean
	 * @throws FailureAnalyzedException if the framework has a bean of that name
	 */
	void register(DeclaredBean bean) {
		switch (this.owners.ownerOf(bean.name(), bean.type())) {
			case NONE -> registerDefinition(bean);
			case REPLACEMENT -> logger.debug("Bean '%s' replaces %s".formatted(bean.name(), bean.property()));
			case APPLICATION -> logger.warn(
					"No %s is created from %s: the application has another bean of that name, %s. Rename one of the two."
						.formatted(bean.kind(), bean.property(), this.owners.describe(bean.name())));
			case FRAMEWORK -> throw new FailureAnalyzedException(
					"Property %s declares a %s '%s', but a bean of that name belongs to the framework: %s."
						.formatted(bean.property(), bean.kind(), bean.name(), this.owners.describe(bean.name())),
					"Rename the %s. To keep its name in Redis, set %s.<new name>.key=%s.".formatted(bean.kind(),
							bean.group(), bean.key()));
		}
	}

	private void registerDefinition(DeclaredBean bean) {
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setTargetType(
				ResolvableType.forClassWithGenerics(bean.type(), ResolvableType.forType(bean.payloadType())));
		definition.setFactoryBeanName(bean.factoryBean());
		definition.setFactoryMethodName("create");
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, bean.name());
		definition.setResourceDescription("property " + bean.property());
		this.registry.registerBeanDefinition(bean.name(), definition);
	}

}
