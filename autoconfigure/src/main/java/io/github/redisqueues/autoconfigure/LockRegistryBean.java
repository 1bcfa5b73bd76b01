package io.github.redisqueues.autoconfigure;

import java.util.Arrays;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import io.github.redisqueues.internal.lock.registry.LockRegistryStore;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.integration.support.locks.DefaultLockRegistry;
import org.springframework.integration.support.locks.LockRegistry;
import org.springframework.integration.support.locks.PassThruLockRegistry;

/**
 * Finds the {@link LockRegistry} bean for the store {@code registry}: the named one, or
 * else the only one or the primary one.
 */
final class LockRegistryBean {

	private static final Log logger = LogFactory.getLog(LockRegistryBean.class);

	private static final String PROPERTY = LockSettingsReader.PREFIX + "registry";

	private static final String STORE = LockSettingsReader.PREFIX + "store";

	private final ConfigurableListableBeanFactory beanFactory;

	private final PropertyFailures failures;

	LockRegistryBean(ConfigurableListableBeanFactory beanFactory, PropertyFailures failures) {
		this.beanFactory = beanFactory;
		this.failures = failures;
	}

	/**
	 * Returns the name of the bean, without creating it.
	 * @param named value of {@code queues.lock.registry}, null if it is not set
	 * @return the bean name
	 * @throws FailureAnalyzedException if there is no such bean, or there are several and
	 * none is primary
	 */
	String name(@Nullable String named) {
		List<String> all = new InjectionCandidates(this.beanFactory).names(LockRegistry.class);
		String name = (named != null) ? requireBean(named, all) : onlyOne(all);
		Class<?> type = this.beanFactory.getType(name, false);
		if (type != null && PassThruLockRegistry.class.isAssignableFrom(type)) {
			throw this.failures.wrong((named != null) ? PROPERTY : STORE, (named != null) ? named : "registry",
					"bean '" + name + "' is a PassThruLockRegistry, which locks nothing",
					"Name another LockRegistry bean, for example a JdbcLockRegistry.");
		}
		return name;
	}

	/**
	 * Checks that the bean can tell whether a lock is still held.
	 * @param named value of {@code queues.lock.registry}, null if it is not set
	 * @throws FailureAnalyzedException if it cannot
	 */
	void check(@Nullable String named) {
		String name = name(named);
		LockRegistry<?> registry = get(named);
		String doubt = LockRegistryStore.findDoubt(registry);
		if (doubt != null) {
			throw this.failures.wrong((named != null) ? PROPERTY : STORE, (named != null) ? named : "registry",
					"bean '" + name + "' is a " + registry.getClass().getSimpleName() + ": " + doubt,
					"Use a registry whose locks have a time to live, for example a JdbcLockRegistry, or remove the"
							+ " property to keep locks in Redis.");
		}
		if (registry instanceof DefaultLockRegistry) {
			logger.warn("LockRegistry bean '" + name + "' holds locks in this process only: other processes are not"
					+ " excluded. Use a JdbcLockRegistry, for example.");
		}
	}

	LockRegistry<?> get(@Nullable String named) {
		return this.beanFactory.getBean(name(named), LockRegistry.class);
	}

	private String requireBean(String named, List<String> all) {
		if (all.contains(named) || (this.beanFactory.containsBean(named)
				&& Arrays.stream(this.beanFactory.getAliases(named)).anyMatch(all::contains))) {
			return named;
		}
		throw this.failures.wrong(PROPERTY, named,
				this.beanFactory.containsBean(named) ? "the bean of that name is not a LockRegistry"
						: "there is no bean of that name",
				all.isEmpty() ? "Define a LockRegistry bean of that name, for example a JdbcLockRegistry."
						: "Write the name of a LockRegistry bean: " + String.join(", ", all) + ".");
	}

	private String onlyOne(List<String> all) {
		String chosen = new InjectionCandidates(this.beanFactory).choose(all);
		if (chosen != null) {
			return chosen;
		}
		if (all.isEmpty()) {
			throw this.failures.wrong(STORE, "registry", "there is no LockRegistry bean",
					"Define one, for example a JdbcLockRegistry, or remove the property to keep locks in Redis.");
		}
		throw this.failures.wrong(STORE, "registry",
				"there are " + all.size() + " LockRegistry beans, and none of them is primary: "
						+ String.join(", ", all),
				"Set " + PROPERTY + " to the name of one of them, or put @Primary on it.");
	}

}
