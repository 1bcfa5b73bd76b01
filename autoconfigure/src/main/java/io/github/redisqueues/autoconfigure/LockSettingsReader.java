package io.github.redisqueues.autoconfigure;

import java.util.Map;

import io.github.redisqueues.internal.lock.LockSettings;
import io.github.redisqueues.internal.validation.InvalidValueException;
import io.github.redisqueues.internal.validation.Texts;

import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * Makes the settings of locks from {@code queues.lock.*}, and says of a wrong value which
 * property has it. Ranges are checked by the settings themselves, whose messages begin
 * with the name of the value.
 */
final class LockSettingsReader {

	static final String PREFIX = "queues.lock.";

	private static final String OF_LOCKS = ":lock";

	private static final Map<String, String> ADVICE = Map.of("namespace",
			"Write a word such as 'shop:lock', or remove the property: it is that of the queues with ':lock' then.",
			"lease-time", "Write a duration such as 30s. One below 300ms also needs queues.lock.auto-renew=false.",
			"wait-time", "Write a duration such as 3s, or 0s to wait only where the code says so.");

	private final PropertyFailures failures;

	LockSettingsReader(PropertyFailures failures) {
		this.failures = failures;
	}

	/**
	 * Checks what was bound.
	 * @param locks what was bound under {@code queues.lock}
	 * @param queues what was bound under {@code queues}
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
		String namespace = queues.namespace() + OF_LOCKS;
		if (namespace.length() > Texts.LONGEST_NAME) {
			throw this.failures.wrong("queues.namespace", queues.namespace(),
					"with '" + OF_LOCKS + "' behind it, as the locks have it, it would be longer than "
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
