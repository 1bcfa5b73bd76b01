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
 * Makes sure that there are locks for beans with {@link DistributedLock}: without, each
 * call would fail, and none may run unlocked.
 */
final class LockedBeansCheck implements SmartInitializingSingleton {

	private final DistributedLockPostProcessor postProcessor;

	private final ConfigurableListableBeanFactory beanFactory;

	private final Environment environment;

	LockedBeansCheck(DistributedLockPostProcessor postProcessor, ConfigurableListableBeanFactory beanFactory,
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
		Candidates candidates = new Candidates(this.beanFactory);
		List<String> names = candidates.names(DistributedLocks.class);
		if (candidates.choose(names) != null) {
			return;
		}
		if (!names.isEmpty()) {
			throw new FailureAnalyzedException(
					"There are beans with @DistributedLock methods, and several DistributedLocks beans, none of which"
							+ " is primary: " + String.join(", ", names) + ".",
					"Put @Primary on the one whose locks the annotation is to use.");
		}
		boolean enabled = this.environment.getProperty("queues.lock.enabled", Boolean.class, true);
		throw new FailureAnalyzedException(
				"There are beans with @DistributedLock methods, but no DistributedLocks bean: " + (enabled
						? "Spring Data Redis is not on the classpath." : "property queues.lock.enabled is false."),
				enabled ? "Add org.springframework.boot:spring-boot-starter-data-redis, or set queues.lock.store=registry,"
						+ " or define a DistributedLocks bean."
						: "Set queues.lock.enabled=true, or define a DistributedLocks bean: annotated methods never run"
								+ " without their lock.");
	}

}
