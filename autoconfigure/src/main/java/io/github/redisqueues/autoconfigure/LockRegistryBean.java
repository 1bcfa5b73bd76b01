package io.github.redisqueues.autoconfigure;

import java.util.Arrays;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.integration.support.locks.DefaultLockRegistry;
import org.springframework.integration.support.locks.LockRegistry;
import org.springframework.integration.support.locks.PassThruLockRegistry;

/**
 * Finds the {@link LockRegistry} that keeps the locks: the one that is named, or else the
 * only one or the primary one. Makes no bean to find out.
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
	 * Finds the bean.
	 * @param named what {@code queues.lock.registry} says, if anything
	 * @return the bean's name
	 * @throws FailureAnalyzedException if there is none, or none that can be told from
	 * the others
	 */
	String name(@Nullable String named) {
		List<String> all = new Candidates(this.beanFactory).names(LockRegistry.class);
		String name = (named != null) ? requireThere(named, all) : theOne(all);
		Class<?> type = this.beanFactory.getType(name, false);
		if (type != null && PassThruLockRegistry.class.isAssignableFrom(type)) {
			throw this.failures.wrong((named != null) ? PROPERTY : STORE, (named != null) ? named : "registry",
					"bean '" + name + "' is a PassThruLockRegistry, which locks nothing",
					"Name another LockRegistry bean, for example a JdbcLockRegistry.");
		}
		return name;
	}

	LockRegistry<?> get(@Nullable String named) {
		String name = name(named);
		LockRegistry<?> registry = this.beanFactory.getBean(name, LockRegistry.class);
		if (registry instanceof DefaultLockRegistry) {
			logger.warn("LockRegistry bean '" + name + "' keeps locks in this process only, so that other processes do"
					+ " not know of them");
		}
		return registry;
	}

	private String requireThere(String named, List<String> all) {
		if (all.contains(named) || (this.beanFactory.containsBean(named)
				&& Arrays.stream(this.beanFactory.getAliases(named)).anyMatch(all::contains))) {
			return named;
		}
		throw this.failures.wrong(PROPERTY, named,
				this.beanFactory.containsBean(named) ? "the bean of that name is no LockRegistry"
						: "there is no bean of that name",
				all.isEmpty() ? "Define a LockRegistry bean of that name, for example a JdbcLockRegistry."
						: "Write the name of a LockRegistry bean: " + String.join(", ", all) + ".");
	}

	private String theOne(List<String> all) {
		String chosen = new Candidates(this.beanFactory).choose(all);
		if (chosen != null) {
			return chosen;
		}
		if (all.isEmpty()) {
			throw this.failures.wrong(STORE, "registry", "there is no LockRegistry bean to keep the locks",
					"Define one, for example a JdbcLockRegistry, or remove the property: locks are in Redis then.");
		}
		throw this.failures.wrong(STORE, "registry",
				"there are " + all.size() + " LockRegistry beans, and none of them is primary: "
						+ String.join(", ", all),
				"Set " + PROPERTY + " to the name of one of them, or put @Primary on it.");
	}

}
