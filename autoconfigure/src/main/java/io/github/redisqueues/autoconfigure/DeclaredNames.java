package io.github.redisqueues.autoconfigure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * Names and keys of declared queues, topics and schedules, compared with each other.
 *
 * @param kind the word for one of them in messages
 * @param property full name of the property that declares one
 */
record DeclaredNames(String kind, UnaryOperator<String> property) {

	/**
	 * Returns the names, without those that only repeat another one in the spelling of an
	 * environment variable: {@code QUEUES_INSTANCES_UNPAIDORDERS_CAPACITY} means the
	 * queue {@code unpaid-orders} of a file and declares no other queue.
	 * @param bound the names as they were bound
	 * @return the names in the same order
	 * @throws FailureAnalyzedException if Spring Boot takes two names for one property
	 */
	List<String> distinct(Collection<String> bound) {
		Map<ConfigurationPropertyName, List<String>> spellings = new LinkedHashMap<>();
		for (String name : bound) {
			spellings
				.computeIfAbsent(ConfigurationPropertyName.adapt(this.property.apply(name), '.'),
						(key) -> new ArrayList<>())
				.add(name);
		}
		List<String> names = new ArrayList<>();
		spellings.values().forEach((same) -> {
			if (same.size() > 1) {
				same.removeIf((name) -> name.equals(uniform(name)));
			}
			if (same.size() > 1) {
				throw new FailureAnalyzedException(
						"Properties " + this.property.apply(same.get(0)) + " and " + this.property.apply(same.get(1))
								+ " are one and the same to Spring Boot, which ignores case and dashes.",
						"Rename one of the two " + this.kind + "s, or remove it.");
			}
			names.addAll(same);
		});
		return names;
	}

	/**
	 * Returns the failure for two declarations with the same key in Redis.
	 * @param key the key
	 * @param name the name of one
	 * @param other the name of the other
	 * @param consequence what would happen
	 * @param failures looks up which of the two sets its key
	 */
	FailureAnalyzedException sameKey(String key, String name, String other, String consequence,
			PropertyFailures failures) {
		boolean own = failures.isSet(this.property.apply(name) + ".key");
		return failures.wrong(this.property.apply(own ? name : other) + ".key", key,
				this.kind + " '" + (own ? other : name) + "' has the same key in Redis, so " + consequence,
				"Give each %1$s a key of its own, or remove the property: the key is then the name of the %1$s."
					.formatted(this.kind));
	}

	private static String uniform(String name) {
		return name.toLowerCase(Locale.ROOT).replace("-", "");
	}

}
