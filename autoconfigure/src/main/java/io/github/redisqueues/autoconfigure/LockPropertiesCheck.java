package io.github.redisqueues.autoconfigure;

import java.util.List;

import io.github.redisqueues.autoconfigure.LocksProperties.Store;
import io.github.redisqueues.lock.DistributedLocks;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Checks {@code queues.lock.*} when the application starts. The locks themselves are
 * created on first use.
 */
final class LockPropertiesCheck implements BeanFactoryPostProcessor {

	private static final String LOCK_REGISTRY = "org.springframework.integration.support.locks.LockRegistry";

	private static final String LETTUCE = "io.lettuce.core.RedisClient";

	private static final String SPRING_DATA_REDIS = "org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory";

	private final Environment environment;

	LockPropertiesCheck(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
		new UnknownKeysCheck(this.environment).check();
		Binder binder = Binder.get(this.environment);
		LocksProperties locks = binder.bindOrCreate("queues.lock", LocksProperties.class);
		QueuesProperties queues = binder.bindOrCreate("queues", QueuesProperties.class);
		PropertyFailures failures = new PropertyFailures(this.environment);
		new LockSettingsReader(failures).read(locks, queues);
		if (isAutoConfigured(beanFactory)) {
			requireStore(locks, beanFactory, failures);
		}
	}

	/**
	 * Returns whether the locks are auto-configured, or would be if no class were
	 * missing.
	 */
	private static boolean isAutoConfigured(ConfigurableListableBeanFactory beanFactory) {
		List<String> names = new InjectionCandidates(beanFactory).names(DistributedLocks.class);
		String own = DistributedLocksAutoConfiguration.BEAN;
		return names.isEmpty() || (names.contains(own)
				&& new BeanNameOwners(beanFactory).ownerOf(own) == BeanNameOwners.Owner.FRAMEWORK);
	}

	private void requireStore(LocksProperties locks, ConfigurableListableBeanFactory beanFactory,
			PropertyFailures failures) {
		ClassLoader classLoader = beanFactory.getBeanClassLoader();
		if (locks.store() == Store.REGISTRY) {
			if (!ClassUtils.isPresent(LOCK_REGISTRY, classLoader)) {
				throw missing(failures, "registry", "Spring Integration",
						"Add org.springframework.integration:spring-integration-core and a module with a lock registry,"
								+ " for example spring-integration-jdbc");
			}
			new LockRegistryBean(beanFactory, failures).name(locks.registry());
			return;
		}
		if (locks.registry() != null) {
			throw failures.wrong(LockSettingsReader.PREFIX + "registry", locks.registry(),
					"queues.lock.store is not 'registry', so that bean would not be used",
					"Set queues.lock.store=registry, or remove the property.");
		}
		if (locks.store() == Store.REDLOCK) {
			if (!ClassUtils.isPresent(LETTUCE, classLoader) || !ClassUtils.isPresent(SPRING_DATA_REDIS, classLoader)) {
				throw missing(failures, "redlock", "Lettuce or Spring Data Redis",
						"Add org.springframework.boot:spring-boot-starter-data-redis");
			}
			new RedlockNodes(failures).read(locks.redlock(), locks.leaseTime());
		}
		else if (!locks.redlock().nodes().isEmpty()) {
			throw failures.wrong(RedlockNodes.PROPERTY, String.join(", ", locks.redlock().nodes()),
					"queues.lock.store is not 'redlock', so these servers would not be used",
					"Set queues.lock.store=redlock, or remove the property.");
		}
	}

	private static FailureAnalyzedException missing(PropertyFailures failures, String store, String what,
			String action) {
		return failures.wrong(LockSettingsReader.PREFIX + "store", store, what + " is not on the classpath",
				action + ", or remove the property.");
	}

}
