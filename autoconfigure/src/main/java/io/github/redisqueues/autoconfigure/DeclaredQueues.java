package io.github.redisqueues.autoconfigure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

import io.github.redisqueues.autoconfigure.QueuesProperties.Instance;
import io.github.redisqueues.internal.validation.InvalidValueException;
import io.github.redisqueues.internal.validation.Texts;
import io.github.redisqueues.queue.QueueSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.env.Environment;

/**
 * The queues that {@code queues.*} declares, each checked by itself and against the
 * others.
 */
final class DeclaredQueues {

	private final Map<String, QueueSettings<?>> settings;

	private final List<DeclaredSchedule> schedules;

	private DeclaredQueues(Map<String, QueueSettings<?>> settings, List<DeclaredSchedule> schedules) {
		this.settings = Collections.unmodifiableMap(settings);
		this.schedules = List.copyOf(schedules);
	}

	/**
	 * Checks what was bound.
	 * @param properties what was bound
	 * @param environment where it was bound from
	 * @param classLoader where payload types are looked for
	 * @return the queues, in the order in which they are written
	 * @throws FailureAnalyzedException if a value is wrong
	 */
	static DeclaredQueues of(QueuesProperties properties, Environment environment, @Nullable ClassLoader classLoader) {
		PropertyFailures failures = new PropertyFailures(environment);
		requireNamespace(properties, failures);
		QueueSettingsReader reader = new QueueSettingsReader(properties.defaults(), failures, classLoader);
		reader.checkDefaults();
		Map<String, QueueSettings<?>> settings = new LinkedHashMap<>();
		List<DeclaredSchedule> schedules = new ArrayList<>();
		Map<String, String> namesByKey = new LinkedHashMap<>();
		for (String name : names(properties.instances().keySet(), PropertyFailures::instance, "queues")) {
			Instance instance = Objects.requireNonNull(properties.instances().get(name));
			QueueSettings<?> queue = reader.read(name, instance);
			String other = namesByKey.putIfAbsent(queue.key(), name);
			if (other != null) {
				throw sameKey(queue, other, failures);
			}
			settings.put(name, queue);
			ScheduleReader scheduleReader = new ScheduleReader(name, failures);
			for (String id : names(instance.schedules().keySet(), (id) -> PropertyFailures.schedule(name, id),
					"schedules")) {
				scheduleReader.read(id, Objects.requireNonNull(instance.schedules().get(id))).ifPresent(schedules::add);
			}
		}
		return new DeclaredQueues(settings, schedules);
	}

	static void requireNamespace(QueuesProperties properties, PropertyFailures failures) {
		try {
			Texts.requireNamespace("namespace", properties.namespace());
		}
		catch (InvalidValueException ex) {
			throw failures.wrong("queues.namespace", properties.namespace(), ex,
					"Write a word such as 'queues' or 'shop:queues': every Redis key begins with it.");
		}
	}

	Map<String, QueueSettings<?>> settings() {
		return this.settings;
	}

	/**
	 * Those that are enabled.
	 */
	List<DeclaredSchedule> schedules() {
		return this.schedules;
	}

	QueueSettings<?> get(String name) {
		return Optional.ofNullable(this.settings.get(name))
			.orElseThrow(() -> new IllegalStateException("No queue '" + name + "' is declared"));
	}

	/**
	 * Names that Spring Boot takes for one property.
	 * {@code QUEUES_INSTANCES_UNPAIDORDERS_CAPACITY} is meant for the
	 * {@code unpaid-orders} of a file, and not to be another queue.
	 */
	private static Collection<String> names(Collection<String> bound, UnaryOperator<String> properties, String what) {
		Map<ConfigurationPropertyName, List<String>> spellings = new LinkedHashMap<>();
		for (String name : bound) {
			spellings
				.computeIfAbsent(ConfigurationPropertyName.adapt(properties.apply(name), '.'),
						(key) -> new ArrayList<>())
				.add(name);
		}
		List<String> names = new ArrayList<>();
		spellings.forEach((property, spelt) -> {
			if (spelt.size() > 1) {
				spelt.removeIf((name) -> name.equals(plain(name)));
			}
			if (spelt.size() > 1) {
				throw new FailureAnalyzedException(
						"Properties " + properties.apply(spelt.get(0)) + " and " + properties.apply(spelt.get(1))
								+ " are one and the same to Spring Boot, which ignores case and dashes.",
						"Rename one of the two " + what + ", or remove it.");
			}
			names.addAll(spelt);
		});
		return names;
	}

	private static String plain(String name) {
		return name.toLowerCase(Locale.ROOT).replace("-", "");
	}

	private static FailureAnalyzedException sameKey(QueueSettings<?> queue, String other, PropertyFailures failures) {
		String property = PropertyFailures.instance(queue.name()) + ".key";
		String otherProperty = PropertyFailures.instance(other) + ".key";
		String blamed = failures.isSet(property) ? property : otherProperty;
		String second = blamed.equals(property) ? other : queue.name();
		return failures.wrong(blamed, queue.key(),
				"queue '" + second + "' has the same key in Redis, so the two would mix their messages",
				"Give each queue a key of its own, or remove the property: the key is the queue's name then.");
	}

}
