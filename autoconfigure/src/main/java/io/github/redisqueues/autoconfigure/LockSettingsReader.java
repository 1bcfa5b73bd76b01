package io.github.redisqueues.autoconfigure;

import java.util.Map;

import io.github.redisqueues.internal.lock.LockSettings;
import io.github.redisqueues.internal.validation.InvalidValueException;
import io.github.redisqueues.internal.validation.Texts;

import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * Reads the settings of locks from {@code queues.lock.*}. {@link LockSettings} checks the
 * values; a violation is reported for its property.
 */
final class LockSettingsReader {

	static final String PREFIX = "queues.lock.";

	private static final String SUFFIX = ":lock";

	private static final Map<String, String> ADVICE = Map.of("namespace",
			"Write a word such as 'shop:lock', or remove the property for queues.namespace followed by ':lock'.",
			"lease-time", "Write a duration such as 30s. One below 300ms also needs queues.lock.auto-renew=false.",
			"wait-time",
			"Write a duration such as 3s, or 0s to wait only where a call or annotation sets a wait time.");

	private final PropertyFailures failures;

	LockSettingsReader(PropertyFailures failures) {
		this.failures = failures;
	}

	/**
	 * Reads and checks the properties.
	 * @param locks the bound properties under {@code queues.lock}
	 * @param queues the bound properties under {@code queues}
	 * @return the settings
	 * @throws FailureAnalyzedException if a value is wrong
	 */
	LockSettings read(LocksProperties locks, QueuesProperties queues) {
		String namespace = (locks.namespace() != null) ? locks.namespace() : shared(queues);
		try {
			return new LockSettings(namespace, locks.leaseTime(), locks.waitTime(), locks.autoRenew());
		}
		catch (InvalidValueException ex) {
			String key = PropertyFailures.key(ex);
			throw this.failures.wrong(PREFIX + key, value(key, locks, namespace), ex,
					ADVICE.getOrDefault(key, "Correct the value, or remove the property."));
		}
	}

	private String shared(QueuesProperties queues) {
		DeclaredQueues.requireNamespace(queues, this.failures);
		String namespace = queues.namespace() + SUFFIX;
		if (namespace.length() > Texts.LONGEST_NAME) {
			throw this.failures.wrong("queues.namespace", queues.namespace(),
					"the namespace of the locks is this followed by '" + SUFFIX + "', and would be longer than "
							+ Texts.LONGEST_NAME + " characters",
					"Write a shorter word, or set queues.lock.namespace.");
		}
		return namespace;
	}

	private static Object value(String key, LocksProperties locks, String namespace) {
		return switch (key) {
			case "namespace" -> namespace;
			case "wait-time" -> locks.waitTime();
			default -> locks.leaseTime();
		};
	}

}
