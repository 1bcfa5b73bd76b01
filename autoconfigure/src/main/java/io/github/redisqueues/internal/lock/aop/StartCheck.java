package io.github.redisqueues.internal.lock.aop;

import java.lang.reflect.Method;

import io.github.redisqueues.internal.validation.InvalidAnnotationException;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.interceptor.BeanFactoryTransactionAttributeSourceAdvisor;
import org.springframework.transaction.interceptor.TransactionAttributeSourceAdvisor;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Checks, when all singletons exist, that no annotated bean was created too early to be
 * post-processed, and that no bean that is still to be created has a wrong annotation.
 */
final class StartCheck {

	private final ConfigurableListableBeanFactory beanFactory;

	private final LockedMethods methods;

	private final Advisor advisor;

	StartCheck(ConfigurableListableBeanFactory beanFactory, LockedMethods methods, Advisor advisor) {
		this.beanFactory = beanFactory;
		this.methods = methods;
		this.advisor = advisor;
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
		if (DistributedLockPostProcessor.TRANSACTIONS) {
			Transactions.veto(this.beanFactory);
		}
	}

	private void checkClass(String name) {
		Class<?> type = null;
		try {
			Class<?> found = this.beanFactory.getType(name, false);
			if (found != null && this.methods.areIn(ClassUtils.getUserClass(found))) {
				type = ClassUtils.getUserClass(found);
			}
		}
		catch (BeansException | IllegalStateException | LinkageError ex) {
			// The class cannot be loaded; creating the bean will report that
		}
		if (type != null) {
			LockProxies.checkDeclarations(type, this.methods);
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
		if (bean instanceof AopInfrastructureBean || !isAnnotated(name, bean) || isMock(bean)) {
			return;
		}
		if (!LockProxies.hasAdvisor(bean, this.advisor)) {
			throw new InvalidAnnotationException(
					"Bean '" + name + "' of " + AopProxyUtils.ultimateTargetClass(bean).getName()
							+ " has methods with @DistributedLock, but was created too early to get a proxy, so they"
							+ " would run without the lock",
					"Move the methods to a bean of their own that no BeanPostProcessor or BeanFactoryPostProcessor"
							+ " needs, or make the bean method that needs it static. An object that was registered as a"
							+ " finished singleton has to be defined as a bean.");
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
	 * Returns whether a bean is a mock, which inherits annotations but has no proxy.
	 */
	private static boolean isMock(Object bean) {
		ClassLoader loader = bean.getClass().getClassLoader();
		if (!ClassUtils.isPresent("org.mockito.Mockito", loader)) {
			return false;
		}
		Method details = ClassUtils.getMethod(ClassUtils.resolveClassName("org.mockito.Mockito", loader),
				"mockingDetails", Object.class);
		Object answer = ReflectionUtils.invokeMethod(details, null, bean);
		Method isMock = ClassUtils.getMethod(ClassUtils.resolveClassName("org.mockito.MockingDetails", loader),
				"isMock");
		return answer != null && Boolean.TRUE.equals(ReflectionUtils.invokeMethod(isMock, answer));
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
