package io.github.redisqueues.autoconfigure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.github.redisqueues.autoconfigure.QueuesProperties.Instance;
import io.github.redisqueues.internal.validation.InvalidValueException;
import io.github.redisqueues.internal.validation.Texts;
import io.github.redisqueues.queue.QueueSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.env.Environment;

/**
 * The queues and schedules that {@code queues.instances} declares, checked one by one and
 * against each other. Immutable.
 */
final class DeclaredQueues {

	private final Map<String, QueueSettings<?>> settings;

	private final List<DeclaredSchedule> schedules;

	private DeclaredQueues(Map<String, QueueSettings<?>> settings, List<DeclaredSchedule> schedules) {
		this.settings = Collections.unmodifiableMap(settings);
		this.schedules = List.copyOf(schedules);
	}

	/**
	 * Reads and checks the properties.
	 * @param properties the bound properties
	 * @param environment names the origin of a wrong value
	 * @param classLoader loads payload types
	 * @return the queues, in the order of the properties
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
		DeclaredNames names = new DeclaredNames("queue", PropertyFailures::instance);
		for (String name : names.distinct(properties.instances().keySet())) {
			Instance instance = Objects.requireNonNull(properties.instances().get(name));
			QueueSettings<?> queue = reader.read(name, instance);
			String other = namesByKey.putIfAbsent(queue.key(), name);
			if (other != null) {
				throw names.sameKey(queue.key(), name, other, "the two would mix their messages", failures);
			}
			settings.put(name, queue);
			schedules.addAll(schedules(name, instance, failures));
		}
		return new DeclaredQueues(settings, schedules);
	}

	private static List<DeclaredSchedule> schedules(String queue, Instance instance, PropertyFailures failures) {
		ScheduleReader reader = new ScheduleReader(queue, failures);
		List<DeclaredSchedule> schedules = new ArrayList<>();
		for (String id : new DeclaredNames("schedule", (id) -> PropertyFailures.schedule(queue, id))
			.distinct(instance.schedules().keySet())) {
			reader.read(id, Objects.requireNonNull(instance.schedules().get(id))).ifPresent(schedules::add);
		}
		return schedules;
	}

	/**
	 * Checks {@code queues.namespace}.
	 * @throws FailureAnalyzedException if it is wrong
	 */
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
	 * Returns the schedules that are enabled.
	 */
	List<DeclaredSchedule> schedules() {
		return this.schedules;
	}

	QueueSettings<?> get(String name) {
		return Optional.ofNullable(this.settings.get(name))
			.orElseThrow(() -> new IllegalStateException("No queue '" + name + "' is declared"));
	}

}
