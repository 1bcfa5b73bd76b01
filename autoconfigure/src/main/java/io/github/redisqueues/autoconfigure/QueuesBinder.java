package io.github.redisqueues.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Binds {@code queues.*} before there are any beans, and refuses keys that a queue does
 * not have: a misspelt {@code lease-tiem} would otherwise be a default that nobody asked
 * for. Environment variables are spared, as one cannot tell from them where a name ends.
 */
final class QueuesBinder {

	private static final ConfigurationPropertyName INSTANCES = ConfigurationPropertyName.of("queues.instances");

	private static final ConfigurationPropertyName DEFAULTS = ConfigurationPropertyName.of("queues.defaults");

	private final Environment environment;

	private final PropertyFailures failures;

	QueuesBinder(Environment environment) {
		this.environment = environment;
		this.failures = new PropertyFailures(environment);
	}

	QueuesProperties bind() {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			if (source instanceof IterableConfigurationPropertySource iterable
					&& !(source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource)) {
				iterable.forEach((name) -> requireKnown(iterable, name));
			}
		}
		return Binder.get(this.environment).bindOrCreate("queues", QueuesProperties.class);
	}

	/**
	 * The keys of a record and of the records in it, and whether each has keys of its
	 * own.
	 */
	static Map<String, Boolean> keys(Class<?> type) {
		Map<String, Boolean> keys = new LinkedHashMap<>();
		for (RecordComponent component : type.getRecordComponents()) {
			String key = DataObjectPropertyName.toDashedForm(component.getName());
			keys.put(key, component.getType().isRecord());
			if (component.getType().isRecord()) {
				keys(component.getType()).forEach((nested, group) -> keys.put(key + "." + nested, group));
			}
		}
		return keys;
	}

	private void requireKnown(ConfigurationPropertySource source, ConfigurationPropertyName name) {
		if (DEFAULTS.isAncestorOf(name)) {
			requireKnown(source, name, DEFAULTS.getNumberOfElements(), QueuesProperties.Defaults.class);
		}
		else if (INSTANCES.isAncestorOf(name)) {
			requireKnown(source, name, INSTANCES.getNumberOfElements() + 1, QueuesProperties.Instance.class);
		}
	}

	private void requireKnown(ConfigurationPropertySource source, ConfigurationPropertyName name, int start,
			Class<?> type) {
		ConfigurationPropertyName key = name.subName(start);
		ConfigurationProperty property = source.getConfigurationProperty(name);
		Object value = (property != null) ? property.getValue() : "";
		List<String> written = new ArrayList<>();
		for (int i = 0; i < name.getNumberOfElements(); i++) {
			written.add(name.getElement(i, Form.ORIGINAL));
		}
		boolean group = key.isEmpty();
		boolean known = group;
		for (Map.Entry<String, Boolean> entry : keys(type).entrySet()) {
			if (key.equals(ConfigurationPropertyName.of(entry.getKey()))) {
				known = true;
				group = entry.getValue();
			}
		}
		String full = full(written, start);
		if (!known) {
			throw this.failures.wrong(full, value, reason(written, start, type), action(written, start, type));
		}
		if (group && !value.toString().isBlank()) {
			throw this.failures.wrong(full, value, "it takes keys below it, not a value",
					"Write one of its keys, for example " + full + (key.isEmpty() ? ".type=fifo." : ".initial=1s."));
		}
	}

	private static String full(List<String> written, int start) {
		boolean instance = start > INSTANCES.getNumberOfElements();
		String first = instance ? PropertyFailures.instance(written.get(start - 1)) : DEFAULTS.toString();
		List<String> rest = written.subList(start, written.size());
		return rest.isEmpty() ? first : first + "." + String.join(".", rest);
	}

	private static String reason(List<String> written, int start, Class<?> type) {
		String key = String.join(".", written.subList(start, written.size()));
		if (type == QueuesProperties.Defaults.class && keys(QueuesProperties.Instance.class).containsKey(key)) {
			return "'" + key + "' is each queue's own and cannot be a default";
		}
		return "there is no key '" + key + "'";
	}

	private static String action(List<String> written, int start, Class<?> type) {
		List<String> known = new ArrayList<>();
		keys(type).forEach((key, group) -> {
			if (!group) {
				known.add(key);
			}
		});
		String action = "Use one of: " + String.join(", ", known) + ".";
		String last = written.get(written.size() - 1);
		if (type == QueuesProperties.Instance.class && written.size() > start + 1 && known.contains(last)) {
			String name = String.join(".", written.subList(start - 1, written.size() - 1));
			action += " If the queue's name has dots, put it in brackets: " + PropertyFailures.instance(name) + "."
					+ last + " (in YAML: \"[" + name + "]\").";
		}
		return action;
	}

}
