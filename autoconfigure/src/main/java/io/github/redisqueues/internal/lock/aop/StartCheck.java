package io.github.redisqueues.internal.lock.aop;

import java.util.function.Predicate;

import io.github.redisqueues.internal.validation.InvalidAnnotationException;
import io.github.redisqueues.internal.validation.Mocks;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.interceptor.BeanFactoryTransactionAttributeSourceAdvisor;
import org.springframework.transaction.interceptor.TransactionAttributeSourceAdvisor;
import org.springframework.util.ClassUtils;

/**
 * Checks, when all singletons exist, that no annotated bean was created too early to be
 * post-processed, and that no bean that is still to be created has a wrong annotation.
 */
final class StartCheck {

	private final ConfigurableListableBeanFactory beanFactory;

	private final LockedMethods methods;

	private final Advisor advisor;

	private final Predicate<String> processed;

	/**
	 * Creates the check.
	 * @param beanFactory the beans
	 * @param methods reads the annotations
	 * @param advisor the advisor that a proxy must have
	 * @param processed whether a bean was created with the post-processor
	 */
	StartCheck(ConfigurableListableBeanFactory beanFactory, LockedMethods methods, Advisor advisor,
			Predicate<String> processed) {
		this.beanFactory = beanFactory;
		this.methods = methods;
		this.advisor = advisor;
		this.processed = processed;
	}

	void run() {
		this.beanFactory.getBeanNamesIterator().forEachRemaining((name) -> {
			if (this.beanFactory.containsSingleton(name)) {
				checkSingleton(name, this.beanFactory.getSingleton(name));
			}
			else if (this.beanFactory.containsBeanDefinition(name)
					&& !this.beanFactory.getMergedBeanDefinition(name).isAbstract()) {
				checkClass(name);
			}
		});
		checkAncestors();
		if (DistributedLockPostProcessor.TRANSACTIONS) {
			Transactions.veto(this.beanFactory);
		}
	}

	/**
	 * Checks a bean that does not exist yet, and its factory if it has one.
	 */
	private void checkClass(String name) {
		boolean made = this.beanFactory.isFactoryBean(name);
		Class<?> type = annotatedType(this.beanFactory, name);
		if (type != null) {
			LockProxies.checkDeclarations(type, this.methods);
			if (!made) {
				LockProxies.checkCalls(type, this.methods, ContainerCalls.on(type, name, this.beanFactory));
			}
			requireNoEarlyDependent(name, type);
		}
		Class<?> factory = made ? annotatedType(this.beanFactory, BeanFactory.FACTORY_BEAN_PREFIX + name) : null;
		if (factory != null) {
			LockProxies.checkDeclarations(factory, this.methods);
			LockProxies.checkCalls(factory, this.methods, ContainerCalls.on(factory, name, this.beanFactory));
		}
	}

	private @Nullable Class<?> annotatedType(ConfigurableListableBeanFactory from, String name) {
		try {
			Class<?> found = from.getType(name, false);
			Class<?> type = (found != null) ? ClassUtils.getUserClass(found) : null;
			return (type != null && this.methods.areIn(type)) ? type : null;
		}
		catch (BeansException | IllegalStateException | LinkageError ex) {
			// The class cannot be loaded; creating the bean will report that
			return null;
		}
	}

	/**
	 * Checks that no bean got an object of a prototype or another scope before there was
	 * a post-processor.
	 */
	private void requireNoEarlyDependent(String name, Class<?> type) {
		for (String dependent : this.beanFactory.getDependentBeans(name)) {
			boolean early = this.beanFactory.containsSingleton(dependent) && !this.processed.test(dependent)
					&& !(this.beanFactory.containsBeanDefinition(dependent)
							&& this.beanFactory
								.getMergedBeanDefinition(dependent) instanceof AbstractBeanDefinition definition
							&& definition.isSynthetic());
			if (early) {
				throw tooEarly(name, type);
			}
		}
	}

	/**
	 * Checks that the beans of the parent contexts lock, too.
	 */
	private void checkAncestors() {
		BeanFactory parent = this.beanFactory.getParentBeanFactory();
		while (parent instanceof ConfigurableListableBeanFactory ancestor
				&& ancestor.getBeanNamesForType(DistributedLockPostProcessor.class, true, false).length == 0) {
			ancestor.getBeanNamesIterator().forEachRemaining((name) -> checkInAncestor(ancestor, name));
			parent = ancestor.getParentBeanFactory();
		}
	}

	private void checkInAncestor(ConfigurableListableBeanFactory ancestor, String name) {
		Class<?> type = annotatedType(ancestor, name);
		Object bean = (type != null) ? ancestor.getSingleton(name) : null;
		if (type != null && !Mocks.isMock(bean)
				&& !LockProxies.hasAdvisor(bean, (advisor) -> advisor.getAdvice() instanceof LockInterceptor)) {
			throw new InvalidAnnotationException(
					"Bean '" + name + "' of " + type.getName() + " is in a parent context and has methods with"
							+ " @DistributedLock, which only the child context applies, so they would run without the"
							+ " lock",
					"Enable auto-configuration in the parent context, or define the bean in the child context.");
		}
	}

	private void checkSingleton(String name, @Nullable Object bean) {
		if (bean == null || bean instanceof AopInfrastructureBean) {
			return;
		}
		if (bean instanceof FactoryBean<?> factory && factory.isSingleton()) {
			Class<?> type = this.beanFactory.getType(name, false);
			if (type != null && this.methods.areIn(type)) {
				checkAdvised(name, this.beanFactory.getBean(name));
			}
		}
		checkAdvised(name, bean);
	}

	private void checkAdvised(String name, Object bean) {
		if (bean instanceof AopInfrastructureBean || !isAnnotated(name, bean) || Mocks.isMock(bean)) {
			return;
		}
		if (!LockProxies.hasAdvisor(bean, (candidate) -> candidate == this.advisor)) {
			throw tooEarly(name, AopProxyUtils.ultimateTargetClass(bean));
		}
		if (DistributedLockPostProcessor.TRANSACTIONS && bean instanceof Advised proxy
				&& Transactions.goAround(proxy, this.advisor)) {
			throw new InvalidAnnotationException(
					"The lock of bean '" + name
							+ "' would be released before its transaction ends: its transactions are"
							+ " made by a proxy around the one that locks",
					"Use @EnableTransactionManagement, or move the transaction to a bean that the locked method calls.");
		}
	}

	private static InvalidAnnotationException tooEarly(String name, Class<?> type) {
		return new InvalidAnnotationException("Bean '" + name + "' of " + type.getName()
				+ " has methods with @DistributedLock, but was created too early to get a proxy, so they would run"
				+ " without the lock",
				"Move the methods to a bean of their own that no BeanPostProcessor or BeanFactoryPostProcessor"
						+ " needs, or make the bean method that needs it static. An object that was registered as a"
						+ " finished singleton has to be defined as a bean.");
	}

	private boolean isAnnotated(String name, Object bean) {
		if (this.methods.areIn(AopProxyUtils.ultimateTargetClass(bean)) || this.methods.areIn(bean.getClass())) {
			return true;
		}
		// A proxy that does not expose its target
		Class<?> original = this.beanFactory.containsBeanDefinition(name) && !(bean instanceof Advised)
				&& !(bean instanceof FactoryBean) ? AutoProxyUtils.determineTargetClass(this.beanFactory, name) : null;
		return original != null && this.methods.areIn(original);
	}

	/**
	 * Loaded only if Spring's transactions are on the classpath.
	 */
	private static final class Transactions {

		static void veto(ConfigurableListableBeanFactory beanFactory) {
			for (String name : BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beanFactory,
					ConfigurableTransactionManager.class, false, false)) {
				LostLockVeto.addTo(beanFactory.getBean(name));
			}
		}

		static boolean goAround(Advised proxy, Advisor lock) {
			Object current = proxy;
			while (current instanceof Advised advised) {
				for (Advisor advisor : advised.getAdvisors()) {
					if (advisor == lock) {
						return false;
					}
					if (advisor instanceof BeanFactoryTransactionAttributeSourceAdvisor
							|| advisor instanceof TransactionAttributeSourceAdvisor) {
						return true;
					}
				}
				current = LockProxies.target(advised);
			}
			return false;
		}

	}

}
