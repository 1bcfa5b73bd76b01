package io.github.redisqueues.autoconfigure;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Refuses unknown keys under {@code queues}. A misspelt {@code lease-tiem} would
 * otherwise silently leave the default. Environment variables are not checked, as they do
 * not show where a name ends.
 */
final class UnknownKeysCheck {

	private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("queues");

	private static final ConfigurationPropertyName INSTANCES = ConfigurationPropertyName.of("queues.instances");

	private static final ConfigurationPropertyName TOPICS = ConfigurationPropertyName.of("queues.topics");

	private static final ConfigurationPropertyName DEFAULTS = ConfigurationPropertyName.of("queues.defaults");

	/**
	 * The names in between are the queue, {@code schedules} and the schedule.
	 */
	private static final Group SCHEDULES = new Group(INSTANCES, 3, keys(QueuesProperties.Schedule.class));

	/**
	 * The most specific group comes first.
	 */
	private static final List<Group> GROUPS = groups();

	private static final Map<String, String> EXAMPLES = Map.ofEntries(Map.entry("backoff", "initial=1s"),
			Map.entry("redlock", "node-timeout=250ms"), Map.entry("lock", "lease-time=30s"),
			Map.entry("defaults", "lease-time=30s"), Map.entry("events", "enabled=true"),
			Map.entry("monitor", "refresh=10s"), Map.entry("health", "max-dead-letters=100"),
			Map.entry("metrics", "enabled=true"), Map.entry("fleet", "enabled=true"),
			Map.entry("redis", "reconnect-after-timeouts=3"), Map.entry("instances", "orders.type=fifo"),
			Map.entry("queues", "namespace=queues"), Map.entry("listener", "concurrency=2-8"),
			Map.entry("tracing", "relation=auto"), Map.entry("jdbc", "initialize-schema=always"),
			Map.entry("schedules", "nightly.cron=0 0 3 * * *"),
			Map.entry("topics", "news.payload-type=java.lang.String"));

	private final Environment environment;

	private final PropertyFailures failures;

	UnknownKeysCheck(Environment environment) {
		this.environment = environment;
		this.failures = new PropertyFailures(environment);
	}

	private static List<Group> groups() {
		List<Group> groups = new ArrayList<>();
		groups.add(new Group(INSTANCES, 1, keys(QueuesProperties.Instance.class)));
		groups.add(new Group(TOPICS, 1, keys(QueuesProperties.Topic.class)));
		for (RecordComponent component : QueuesProperties.class.getRecordComponents()) {
			if (component.getType().isRecord()) {
				groups.add(new Group(ROOT.append(DataObjectPropertyName.toDashedForm(component.getName())), 0,
						keys(component.getType())));
			}
		}
		groups.add(new Group(ROOT.append("lock"), 0, keys(LocksProperties.class)));
		groups.add(new Group(ROOT.append("tracing"), 0, keys(TracingProperties.class)));
		groups.add(new Group(ROOT.append("jdbc"), 0, keys(JdbcProperties.class)));
		groups.add(new Group(ROOT.append("listener"), 0, keys(ListenerProperties.class)));
		groups.add(new Group(ROOT, 0, rootKeys()));
		return List.copyOf(groups);
	}

	/**
	 * Checks all property sources.
	 * @throws FailureAnalyzedException if a key is unknown, or has a value although it
	 * takes keys
	 */
	void check() {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			if (source instanceof IterableConfigurationPropertySource iterable
					&& !(source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource)) {
				iterable.forEach((name) -> requireKnown(iterable, name));
			}
		}
	}

	/**
	 * Returns the keys of a record and of its nested records, and what each takes.
	 */
	static Map<String, Takes> keys(Class<?> type) {
		Map<String, Takes> keys = new LinkedHashMap<>();
		for (RecordComponent component : type.getRecordComponents()) {
			String key = DataObjectPropertyName.toDashedForm(component.getName());
			keys.put(key, Takes.of(component.getType()));
			if (component.getType().isRecord()) {
				keys(component.getType()).forEach((nested, takes) -> keys.put(key + "." + nested, takes));
			}
		}
		return keys;
	}

	private static Map<String, Takes> rootKeys() {
		Map<String, Takes> keys = new LinkedHashMap<>();
		for (RecordComponent component : QueuesProperties.class.getRecordComponents()) {
			keys.put(DataObjectPropertyName.toDashedForm(component.getName()), Takes.of(component.getType()));
		}
		keys.put("lock", Takes.KEYS);
		keys.put("listener", Takes.KEYS);
		keys.put("tracing", Takes.KEYS);
		keys.put("jdbc", Takes.KEYS);
		return keys;
	}

	private void requireKnown(ConfigurationPropertySource source, ConfigurationPropertyName name) {
		if (isInSchedule(name)) {
			requireKnown(source, name, SCHEDULES);
			return;
		}
		for (Group group : GROUPS) {
			if (group.prefix().isAncestorOf(name)) {
				requireKnown(source, name, group);
				return;
			}
		}
		if (ROOT.equals(name)) {
			requireNoValue("queues", value(source, name), "queues");
		}
	}

	private static boolean isInSchedule(ConfigurationPropertyName name) {
		int start = SCHEDULES.start();
		return INSTANCES.isAncestorOf(name) && name.getNumberOfElements() >= start
				&& name.getElement(start - 2, Form.UNIFORM).equals("schedules");
	}

	private void requireKnown(ConfigurationPropertySource source, ConfigurationPropertyName name, Group group) {
		List<String> written = new ArrayList<>();
		for (int i = 0; i < name.getNumberOfElements(); i++) {
			written.add(name.getElement(i, Form.ORIGINAL));
		}
		int start = group.start();
		String full = full(name, written, group);
		Takes takes = Takes.KEYS;
		if (written.size() > start) {
			takes = group.takes(name.subName(start));
		}
		if (takes == Takes.NOTHING) {
			throw this.failures.wrong(full, value(source, name), reason(written, group), action(written, group));
		}
		if (takes == Takes.KEYS) {
			requireNoValue(full, value(source, name),
					(written.size() > start) ? name.getLastElement(Form.UNIFORM) : group.example());
		}
	}

	private void requireNoValue(String full, String value, String key) {
		if (!value.isBlank()) {
			throw this.failures.wrong(full, value, "it takes keys below it, not a value",
					"Write one of its keys, for example " + full + "." + EXAMPLES.getOrDefault(key, key) + ".");
		}
	}

	private static String value(ConfigurationPropertySource source, ConfigurationPropertyName name) {
		ConfigurationProperty property = source.getConfigurationProperty(name);
		return (property != null) ? String.valueOf(property.getValue()) : "";
	}

	private static String full(ConfigurationPropertyName name, List<String> written, Group group) {
		StringBuilder full = new StringBuilder(named(written, group));
		for (int i = group.start(); i < written.size(); i++) {
			full.append(name.isNumericIndex(i) ? "[" + written.get(i) + "]" : "." + written.get(i));
		}
		return full.toString();
	}

	private static String named(List<String> written, Group group) {
		int names = group.prefix().getNumberOfElements();
		return switch (group.names()) {
			case 0 -> group.prefix().toString();
			case 1 -> PropertyFailures.named(group.prefix().toString(), written.get(names));
			default -> PropertyFailures.schedule(written.get(names), written.get(group.start() - 1));
		};
	}

	private static String reason(List<String> written, Group group) {
		String key = group.key(written);
		if (group.prefix().equals(DEFAULTS) && keys(QueuesProperties.Instance.class).containsKey(key)) {
			return "'" + key + "' belongs to each queue and cannot be a default";
		}
		return "there is no key '" + key + "'";
	}

	private static String action(List<String> written, Group group) {
		Collection<String> known = group.valueKeys();
		String action = "Use one of: " + String.join(", ", known) + ".";
		int start = group.start();
		String last = written.get(written.size() - 1);
		if (group.equals(SCHEDULES) && written.get(start).equals("payload")) {
			return "Write the payload as one text, for example payload: '{\"sku\": \"A-1\"}' in YAML.";
		}
		if (group.isNamed() && written.size() > start + 1 && known.contains(last)) {
			String name = String.join(".", written.subList(start - 1, written.size() - 1));
			List<String> renamed = new ArrayList<>(written.subList(0, start - 1));
			renamed.add(name);
			action += " If the " + group.kind() + "'s name has dots, put it in brackets: " + named(renamed, group) + "."
					+ last + " (in YAML: \"[" + name + "]\").";
		}
		return action;
	}

	/**
	 * What a key takes.
	 */
	enum Takes {

		NOTHING, VALUE, LIST, KEYS;

		private static Takes of(Class<?> type) {
			if (type.isRecord() || Map.class.isAssignableFrom(type)) {
				return KEYS;
			}
			return Collection.class.isAssignableFrom(type) ? LIST : VALUE;
		}

	}

	/**
	 * Keys with the same prefix.
	 *
	 * @param prefix the prefix
	 * @param names number of elements between prefix and key that the user chooses
	 * @param keys what each key takes
	 */
	private record Group(ConfigurationPropertyName prefix, int names, Map<String, Takes> keys) {

		int start() {
			return this.prefix.getNumberOfElements() + this.names;
		}

		boolean isNamed() {
			return this.names > 0;
		}

		/**
		 * Returns an example of a key and its value.
		 */
		String example() {
			return switch (kind()) {
				case "topic" -> "payload-type=java.lang.String";
				case "schedule" -> "cron=0 0 3 * * *";
				default -> "type=fifo";
			};
		}

		/**
		 * Returns the word for what the user names.
		 */
		String kind() {
			if (this.prefix.equals(TOPICS)) {
				return "topic";
			}
			return (this.names > 1) ? "schedule" : "queue";
		}

		Takes takes(ConfigurationPropertyName key) {
			for (Map.Entry<String, Takes> entry : this.keys.entrySet()) {
				ConfigurationPropertyName known = ConfigurationPropertyName.of(entry.getKey());
				if (known.equals(key)
						|| (entry.getValue() == Takes.LIST && known.isParentOf(key) && key.isLastElementIndexed())) {
					return entry.getValue();
				}
			}
			return Takes.NOTHING;
		}

		String key(List<String> written) {
			return String.join(".", written.subList(start(), written.size()));
		}

		List<String> valueKeys() {
			return this.keys.entrySet()
				.stream()
				.filter((entry) -> entry.getValue() != Takes.KEYS || this.prefix.equals(ROOT))
				.map((entry) -> (entry.getValue() != Takes.KEYS) ? entry.getKey() : entry.getKey() + ".*")
				.toList();
		}

	}

}
