package io.github.redisqueues.internal.lock.aop;

import java.util.function.Supplier;

import io.github.redisqueues.internal.lock.LockSettings;
import io.github.redisqueues.internal.validation.InvalidAnnotationException;
import io.github.redisqueues.lock.DistributedLocks;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.Advisor;
import org.springframework.aop.TargetSource;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.target.SingletonTargetSource;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.Ordered;
import org.springframework.scheduling.annotation.AsyncAnnotationAdvisor;
import org.springframework.util.ClassUtils;

/**
 * Applies {@link io.github.redisqueues.lock.DistributedLock} to beans. If a bean has a
 * proxy already, the lock is added outside its advisors, and so outside transactions of
 * any order, but inside {@code @Async}. Otherwise the bean gets a proxy of its class, or
 * of its interfaces if its definition or {@link #setProxyTargetClass} says so.
 * <p>
 * A wrong annotation, or one without effect, causes an {@link InvalidAnnotationException}
 * when the bean is created, or at the latest when all singletons are. Define it with a
 * {@code static} bean method.
 */
@SuppressWarnings("serial")
public final class DistributedLockPostProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor
		implements SmartInitializingSingleton {

	static final boolean TRANSACTIONS = ClassUtils.isPresent(
			"org.springframework.transaction.support.TransactionSynchronizationManager",
			DistributedLockPostProcessor.class.getClassLoader());

	private final LockedMethods methods;

	private final Advisor lockAdvisor;

	private volatile boolean inUse;

	/**
	 * Creates the post-processor.
	 * @param locks supplies the locks, at the first call of an annotated method
	 * @param settings supplies the defaults of annotations, when they are first needed
	 */
	public DistributedLockPostProcessor(Supplier<? extends DistributedLocks> locks, Supplier<LockSettings> settings) {
		this.methods = new LockedMethods(new LockedMethodReader(this::resolve, settings));
		this.lockAdvisor = new DefaultPointcutAdvisor(this.methods, new LockInterceptor(this.methods, locks));
		this.advisor = this.lockAdvisor;
		setBeforeExistingAdvisors(true);
		setProxyTargetClass(true);
		// After the auto-proxies, which are first; before @Retryable and @Async, which
		// are outside the lock
		setOrder(Ordered.LOWEST_PRECEDENCE - 100);
	}

	private @Nullable String resolve(@Nullable String text) {
		return (this.beanFactory != null && text != null) ? this.beanFactory.resolveEmbeddedValue(text) : text;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (TRANSACTIONS) {
			LostLockVeto.addTo(bean);
		}
		if (bean instanceof AopInfrastructureBean || LockProxies.hasAdvisor(bean, this.lockAdvisor)) {
			return bean;
		}
		if (bean instanceof Advised advised && !advised.isFrozen() && isEligible(advised)) {
			LockProxies.check(advised, this.methods);
			advised.addAdvisor(afterAsync(advised), this.lockAdvisor);
			if (TRANSACTIONS && ResultKind.REACTOR) {
				advised.addAdvisor(ReactiveVeto.advisor(this.methods));
			}
			return bean;
		}
		return super.postProcessAfterInitialization(bean, beanName);
	}

	private boolean isEligible(Advised advised) {
		if (isEligible(AopUtils.getTargetClass(advised))) {
			return true;
		}
		for (Class<?> type : advised.getProxiedInterfaces()) {
			if (isEligible(type)) {
				return true;
			}
		}
		return false;
	}

	private static int afterAsync(Advised advised) {
		Advisor[] advisors = advised.getAdvisors();
		for (int i = advisors.length - 1; i >= 0; i--) {
			if (advisors[i] instanceof AsyncAnnotationAdvisor) {
				return i + 1;
			}
		}
		return 0;
	}

	@Override
	protected boolean isEligible(Class<?> targetClass) {
		boolean eligible = this.methods.areIn(targetClass);
		this.inUse |= eligible;
		return eligible;
	}

	/**
	 * Returns whether any bean created so far has annotated methods.
	 * @return whether there is one
	 */
	public boolean isInUse() {
		return this.inUse;
	}

	@Override
	protected void customizeProxyFactory(ProxyFactory proxyFactory) {
		TargetSource target = proxyFactory.getTargetSource();
		// AOT processing asks for the class of a proxy without a target
		if (target instanceof SingletonTargetSource) {
			LockProxies.check(proxyFactory, this.methods);
		}
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.beanFactory != null) {
			new StartCheck(this.beanFactory, this.methods, this.lockAdvisor).run();
		}
	}

}
