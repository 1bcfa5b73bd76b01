package io.github.redisqueues.autoconfigure;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
 * all characters but some from a name that is not in brackets, takes the places of a list
 * for names, and takes names for one that differ only in case, '-' and '_'. Looks at the
 * names of the properties as they are written.
 */
final class ChangedNamesCheck {

	/**
	 * An element in brackets, or up to the next dot or bracket.
	 */
	private static final Pattern ELEMENT = Pattern.compile("\\[([^\\]]*)\\]|([^.\\[]+)");

	private static final Pattern DROPPED = Pattern.compile("[^A-Za-z0-9_-]|^-+");

	private static final Pattern IGNORED = Pattern.compile("[-_]");

	private static final String ENVIRONMENT_PREFIX = "QUEUES_(INSTANCES|TOPICS)_.*";

	private static final Pattern DROPPED_FROM_ENVIRONMENT = Pattern.compile("[^A-Za-z0-9_]");

	private static final int NAME = 2;

	private static final int SCHEDULE = 4;

	private final Environment environment;

	/**
	 * The names as they are written, by what is compared.
	 */
	private final Map<List<String>, Written> names = new HashMap<>();

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

	private void requireKept(ConfigurationPropertySource source, String property) {
		List<Element> elements = elements(property);
		if (elements.size() <= NAME || !elements.get(0).is("queues")) {
			return;
		}
		boolean isTopic = elements.get(1).is("topics");
		if (isTopic || elements.get(1).is("instances")) {
			Written written = new Written(source, property, elements);
			String group = isTopic ? PropertyFailures.TOPICS : PropertyFailures.INSTANCES;
			Element name = elements.get(NAME);
			written.requireKept(isTopic ? "topic" : "queue", group, name);
			requireDistinct(isTopic ? "topic" : "queue", NAME, written);
			if (!isTopic && elements.size() > SCHEDULE && elements.get(NAME + 1).is("schedules")) {
				written.requireKept("schedule", PropertyFailures.named(group, name.text()) + ".schedules",
						elements.get(SCHEDULE));
				requireDistinct("schedule", SCHEDULE, written);
			}
		}
	}

	/**
	 * Refuses a second spelling of a name, also in another source: one of the two would
	 * be lost.
	 */
	private void requireDistinct(String kind, int place, Written written) {
		List<String> compared = written.elements().subList(1, place + 1).stream().map(Element::compared).toList();
		Written other = this.names.putIfAbsent(compared, written);
		if (other == null || other.elements().get(place).isSame(written.elements().get(place))) {
			return;
		}
		throw new FailureAnalyzedException(
				"Properties " + other.property() + other.origin() + " and " + written.property() + written.origin()
						+ " name the " + kind + "s '" + other.elements().get(place).text() + "' and '"
						+ written.elements().get(place).text()
						+ "', which are one to Spring Boot: it ignores case, '-' and '_'.",
				"Rename one of the two " + kind + "s. If one " + kind
						+ " is meant, write its name the same way everywhere.");
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

		/**
		 * Returns what is compared. Brackets make no difference to a name that needs
		 * none.
		 */
		String compared() {
			return DROPPED.matcher(this.text).find() ? this.text : uniform();
		}

		boolean isSame(Element other) {
			return this.text.equals(other.text)
					&& (this.isInBrackets == other.isInBrackets || this.text.equals(uniform()));
		}

		private String uniform() {
			return IGNORED.matcher(this.text).replaceAll("").toLowerCase(Locale.ROOT);
		}

	}

	/**
	 * A property.
	 *
	 * @param source where it is set
	 * @param property its name as it is written
	 * @param elements the parts of the name
	 */
	private record Written(ConfigurationPropertySource source, String property, List<Element> elements) {

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
