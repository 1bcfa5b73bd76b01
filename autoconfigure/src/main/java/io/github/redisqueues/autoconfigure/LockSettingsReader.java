package io.github.redisqueues.autoconfigure;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.redisqueues.internal.lock.LockSettings;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * Makes the settings of locks from {@code queues.lock.*}, and says of a wrong value which
 * property has it. Ranges are checked by the settings themselves, whose messages begin
 * with the name of the value.
 */
final class LockSettingsReader {

	static final String PREFIX = "queues.lock.";

	private static final String OF_LOCKS = ":lock";

	private static final Pattern EXPLAINED = Pattern.compile("(\\w+) (.*?)(?:, but is .*)?", Pattern.DOTALL);

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
		catch (IllegalArgumentException ex) {
			throw explained(locks, namespace, ex);
		}
	}

	private String shared(QueuesProperties queues) {
		DeclaredQueues.requireNamespace(queues, this.failures);
		String namespace = queues.namespace() + OF_LOCKS;
		if (namespace.length() > DeclaredQueues.LONGEST_NAMESPACE) {
			throw this.failures.wrong("queues.namespace", queues.namespace(),
					"with '" + OF_LOCKS + "' behind it, as the locks have it, it would be longer than "
							+ DeclaredQueues.LONGEST_NAMESPACE + " characters",
					"Write a shorter word, or set queues.lock.namespace.");
		}
		return namespace;
	}

	private FailureAnalyzedException explained(LocksProperties locks, String namespace, IllegalArgumentException ex) {
		Matcher matcher = EXPLAINED.matcher(String.valueOf(ex.getMessage()));
		if (!matcher.matches()) {
			throw ex;
		}
		String key = DataObjectPropertyName.toDashedForm(matcher.group(1));
		Object value = switch (key) {
			case "namespace" -> namespace;
			case "wait-time" -> locks.waitTime();
			default -> locks.leaseTime();
		};
		return this.failures.wrong(PREFIX + key, value, "it " + matcher.group(2),
				ADVICE.getOrDefault(key, "Correct the value, or remove the property."));
	}

}
