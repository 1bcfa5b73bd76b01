package io.github.redisqueues.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Refuses names of queues, topics and schedules that Spring Boot would change: it drops
 * all characters but some from a name that is not in brackets, and takes the places of a
 * list for names. Looks at the names of the properties as they are written.
 */
final class ChangedNamesCheck {

	/**
	 * An element in brackets, or up to the next dot or bracket.
	 */
	private static final Pattern ELEMENT = Pattern.compile("\\[([^\\]]*)\\]|([^.\\[]+)");

	private static final Pattern DROPPED = Pattern.compile("[^A-Za-z0-9_-]|^-+");

	private static final String ENVIRONMENT_PREFIX = "QUEUES_(INSTANCES|TOPICS)_.*";

	private static final Pattern DROPPED_FROM_ENVIRONMENT = Pattern.compile("[^A-Za-z0-9_]");

	private static final int NAME = 2;

	private static final int SCHEDULE = 4;

	private final Environment environment;

	ChangedNamesCheck(Environment environment) {
		this.environment = environment;
	}

	/**
	 * Checks all property sources.
	 * @throws FailureAnalyzedException if a name would be changed
	 */
	void check() {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			if (source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource variables) {
				for (String variable : variables.getPropertyNames()) {
					requireWhole(variable);
				}
			}
			else if (source.getUnderlyingSource() instanceof EnumerablePropertySource<?> properties) {
				for (String property : properties.getPropertyNames()) {
					requireKept(source, property);
				}
			}
		}
	}

	private static void requireWhole(String variable) {
		Matcher dropped = DROPPED_FROM_ENVIRONMENT.matcher(variable);
		if (variable.toUpperCase(Locale.ROOT).matches(ENVIRONMENT_PREFIX) && dropped.find()) {
			throw new FailureAnalyzedException(
					"Environment variable " + variable + " names a queue, topic or schedule, but Spring Boot drops '"
							+ dropped.group() + "' from it.",
					"Set the property in a file, with the name in brackets, or use only letters A to Z, digits and"
							+ " underscores.");
		}
	}

	private static void requireKept(ConfigurationPropertySource source, String property) {
		List<Element> elements = elements(property);
		if (elements.size() <= NAME || !elements.get(0).is("queues")) {
			return;
		}
		boolean isTopic = elements.get(1).is("topics");
		if (isTopic || elements.get(1).is("instances")) {
			Written written = new Written(source, property);
			String group = isTopic ? PropertyFailures.TOPICS : PropertyFailures.INSTANCES;
			Element name = elements.get(NAME);
			written.requireKept(isTopic ? "topic" : "queue", group, name);
			if (!isTopic && elements.size() > SCHEDULE && elements.get(NAME + 1).is("schedules")) {
				written.requireKept("schedule", PropertyFailures.named(group, name.text()) + ".schedules",
						elements.get(SCHEDULE));
			}
		}
	}

	private static List<Element> elements(String property) {
		List<Element> elements = new ArrayList<>();
		Matcher matcher = ELEMENT.matcher(property);
		while (matcher.find()) {
			boolean isInBrackets = matcher.group(1) != null;
			elements.add(new Element(isInBrackets ? matcher.group(1) : matcher.group(2), isInBrackets));
		}
		return elements;
	}

	/**
	 * A part of a property's name.
	 *
	 * @param text the part as it is written
	 * @param isInBrackets whether it is in brackets, which are not part of the text
	 */
	private record Element(String text, boolean isInBrackets) {

		boolean is(String word) {
			return DROPPED.matcher(this.text).replaceAll("").equalsIgnoreCase(word);
		}

	}

	/**
	 * A property.
	 *
	 * @param source where it is set
	 * @param property its name as it is written
	 */
	private record Written(ConfigurationPropertySource source, String property) {

		void requireKept(String kind, String group, Element name) {
			if (name.isInBrackets()) {
				// A number in quotes is not put in brackets by the YAML reader
				if (name.text().equals("0")) {
					throw new FailureAnalyzedException(
							"Property " + group + " is a list" + origin() + ", but it takes the name of each " + kind
									+ " as a key.",
							"Write " + group + "." + (kind.equals("schedule") ? "nightly" : "orders")
									+ ".<key> instead of " + group + "[0].<key>, and no '-' in YAML. If the " + kind
									+ " is to be named 0, write \"0\" in quotes.");
				}
				return;
			}
			String kept = DROPPED.matcher(name.text()).replaceAll("");
			if (!kept.equals(name.text())) {
				throw new FailureAnalyzedException(
						"Property " + this.property + origin() + " names the " + kind + " '" + name.text()
								+ "', but Spring Boot would make it '" + kept + "': it drops all characters but letters"
								+ " a to z, digits, '-' and '_'.",
						"Put the name in brackets: " + group + "[" + name.text() + "] in a properties file, \"["
								+ name.text() + "]\": in YAML. Or use only those characters.");
			}
		}

		private String origin() {
			return Optional
				.ofNullable(this.source.getConfigurationProperty(ConfigurationPropertyName.adapt(this.property, '.')))
				.map(ConfigurationProperty::getOrigin)
				.map((origin) -> " (" + origin + ")")
				.orElse("");
		}

	}

}
