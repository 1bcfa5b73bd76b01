package io.github.redisqueues.internal.lock.aop;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.github.redisqueues.internal.lock.LockSettings;
import io.github.redisqueues.internal.validation.InvalidAnnotationException;
import io.github.redisqueues.lock.DistributedLocks;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.Advisor;
import org.springframework.aop.TargetSource;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.target.SingletonTargetSource;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
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

	/**
	 * Annotated beans that were given out before they were complete, by name.
	 */
	private final Map<String, Object> earlyReferences = new ConcurrentHashMap<>();

	/**
	 * Names of the beans that were created with this post-processor; empty after the
	 * start.
	 */
	private final Set<String> processed = ConcurrentHashMap.newKeySet();

	private volatile boolean started;

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

	/**
	 * Refuses a bean before Spring calls any of its methods.
	 */
	@Override
	public boolean postProcessAfterInstantiation(Object bean, String beanName) {
		created(beanName);
		Class<?> type = ClassUtils.getUserClass(bean);
		if (this.beanFactory != null && isEligible(type)) {
			LockProxies.checkDeclarations(type, this.methods);
			LockProxies.checkCalls(type, this.methods, ContainerCalls.on(type, beanName, this.beanFactory));
		}
		return true;
	}

	private void created(String beanName) {
		if (!this.started) {
			this.processed.add(beanName);
		}
	}

	@Override
	public Object getEarlyBeanReference(Object bean, String beanName) {
		Object target = AopProxyUtils.getSingletonTarget(bean);
		Object reference = postProcessAfterInitialization(bean, beanName);
		if (LockProxies.hasAdvisor(reference, this::isOwn)) {
			this.earlyReferences.put(beanName, (target != null) ? target : bean);
		}
		return reference;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		created(beanName);
		if (this.earlyReferences.remove(beanName) == bean) {
			return bean;
		}
		if (TRANSACTIONS) {
			LostLockVeto.addTo(bean);
		}
		if (bean instanceof AopInfrastructureBean || LockProxies.hasAdvisor(bean, this::isOwn)) {
			return bean;
		}
		if (beanName.endsWith(AutowireCapableBeanFactory.ORIGINAL_INSTANCE_SUFFIX) && isEligible(bean.getClass())) {
			throw new InvalidAnnotationException(bean.getClass().getName()
					+ " has methods with @DistributedLock, but Spring only injects this object"
					+ " (as it does with a test), which is used without a proxy, so they would run without the"
					+ " lock", "Move the methods to a bean.");
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

	private boolean isOwn(Advisor candidate) {
		return candidate == this.lockAdvisor;
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
			new StartCheck(this.beanFactory, this.methods, this.lockAdvisor, this.processed::contains).run();
			this.started = true;
			this.processed.clear();
		}
	}

}
