package io.github.redisqueues.autoconfigure;

import java.util.List;

import io.github.redisqueues.internal.lock.aop.DistributedLockPostProcessor;
import io.github.redisqueues.lock.DistributedLock;
import io.github.redisqueues.lock.DistributedLocks;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.env.Environment;

/**
 * Refuses to start an application that has beans with {@link DistributedLock} methods but
 * no {@link DistributedLocks}: every call would fail.
 */
final class LockAnnotationsCheck implements SmartInitializingSingleton {

	private final DistributedLockPostProcessor postProcessor;

	private final ConfigurableListableBeanFactory beanFactory;

	private final Environment environment;

	LockAnnotationsCheck(DistributedLockPostProcessor postProcessor, ConfigurableListableBeanFactory beanFactory,
			Environment environment) {
		this.postProcessor = postProcessor;
		this.beanFactory = beanFactory;
		this.environment = environment;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.postProcessor.isInUse()) {
			requireLocks();
		}
	}

	private void requireLocks() {
		InjectionCandidates candidates = new InjectionCandidates(this.beanFactory);
		List<String> names = candidates.names(DistributedLocks.class);
		if (candidates.choose(names) != null) {
			return;
		}
		if (!names.isEmpty()) {
			throw new FailureAnalyzedException(
					"Beans have @DistributedLock methods, and there are several DistributedLocks beans, none of which"
							+ " is primary: " + String.join(", ", names) + ".",
					"Put @Primary on the bean that @DistributedLock must use.");
		}
		boolean enabled = this.environment.getProperty("queues.lock.enabled", Boolean.class, true);
		throw new FailureAnalyzedException(
				"Beans have @DistributedLock methods, but there is no DistributedLocks bean: " + (enabled
						? "Spring Data Redis is not on the classpath." : "property queues.lock.enabled is false."),
				enabled ? "Add org.springframework.boot:spring-boot-starter-data-redis, or set queues.lock.store=registry,"
						+ " or define a DistributedLocks bean."
						: "Set queues.lock.enabled=true, or define a DistributedLocks bean: an annotated method never"
								+ " runs without its lock.");
	}

}
