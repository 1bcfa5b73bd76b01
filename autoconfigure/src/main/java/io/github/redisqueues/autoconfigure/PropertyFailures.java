package io.github.redisqueues.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.redisqueues.internal.validation.InvalidValueException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.core.env.Environment;

/**
 * Creates failures for wrong properties. A failure shows the full name of the property,
 * its value and where that is set, what is wrong with it, and what to write instead.
 */
final class PropertyFailures {

	static final String INSTANCES = "queues.instances";

	static final String TOPICS = "queues.topics";

	private static final List<ChronoUnit> UNITS = List.of(ChronoUnit.DAYS, ChronoUnit.HOURS, ChronoUnit.MINUTES,
			ChronoUnit.SECONDS);

	private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9-]+");

	/**
	 * User and password in a URI.
	 */
	private static final Pattern SECRET = Pattern.compile("//[^\\s,]*@");

	private static final Pattern CONTROL_CHARACTER = Pattern.compile("\\p{Cntrl}");

	private final Environment environment;

	PropertyFailures(Environment environment) {
		this.environment = environment;
	}

	/**
	 * Returns the property that declares a queue, as written in a properties file.
	 */
	static String instance(String name) {
		return named(INSTANCES, name);
	}

	/**
	 * Returns the property that declares a topic, as written in a properties file.
	 */
	static String topic(String name) {
		return named(TOPICS, name);
	}

	static String named(String group, String name) {
		return PLAIN_NAME.matcher(name).matches() ? group + "." + name : group + "[" + printable(name) + "]";
	}

	/**
	 * Returns the property that declares a schedule, as written in a properties file.
	 */
	static String schedule(String queue, String id) {
		String schedules = instance(queue) + ".schedules";
		return PLAIN_NAME.matcher(id).matches() ? schedules + "." + id : schedules + "[" + printable(id) + "]";
	}

	boolean isSet(String property) {
		return find(property).isPresent();
	}

	/**
	 * Returns the failure for a wrong value.
	 * @param property full name of the property
	 * @param value the value to show if the property is not set itself
	 * @param reason why the value is wrong, without a full stop
	 * @param action what to write instead
	 */
	FailureAnalyzedException wrong(String property, @Nullable Object value, String reason, String action) {
		Optional<ConfigurationProperty> written = find(property);
		String shown = written.map((found) -> this.environment.resolvePlaceholders(String.valueOf(found.getValue())))
			.orElseGet(() -> shown(value));
		String origin = written.map(ConfigurationProperty::getOrigin)
			.map((found) -> " (" + (found instanceof PropertySourceOrigin source ? place(source) : found) + ")")
			.orElse("");
		return new FailureAnalyzedException("Property " + property + " is '"
				+ SECRET.matcher(printable(shown)).replaceAll("//***@") + "'" + origin + ", but " + reason + ".",
				action);
	}

	/**
	 * Returns the failure for a value that the settings refused.
	 * @param property full name of the property
	 * @param value the value to show if the property is not set itself
	 * @param violation the requirement that the value violates
	 * @param action what to write instead
	 */
	FailureAnalyzedException wrong(String property, @Nullable Object value, InvalidValueException violation,
			String action) {
		return wrong(property, value, "it " + violation.requirement(), action);
	}

	/**
	 * Returns the key of the property for a violation.
	 * @param violation names the value as in Java, for example {@code leaseTime}
	 * @return the key, for example {@code lease-time}
	 */
	static String key(InvalidValueException violation) {
		return DataObjectPropertyName.toDashedForm(violation.name());
	}

	private Optional<ConfigurationProperty> find(String property) {
		ConfigurationPropertyName name = ConfigurationPropertyName.adapt(property, '.');
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			ConfigurationProperty found = source.getConfigurationProperty(name);
			if (found != null) {
				return Optional.of(found);
			}
		}
		return Optional.empty();
	}

	String shown(@Nullable Object value) {
		return (value instanceof Duration duration) ? shown(duration) : String.valueOf(value);
	}

	/**
	 * Returns a duration in the largest unit that needs no fraction, for example 90s.
	 */
	private static String shown(Duration duration) {
		for (ChronoUnit unit : UNITS) {
			if (duration.toMillis() % unit.getDuration().toMillis() == 0) {
				return DurationStyle.SIMPLE.print(duration, unit);
			}
		}
		return DurationStyle.SIMPLE.print(duration);
	}

	private static Object place(PropertySourceOrigin origin) {
		return (origin.getOrigin() != null) ? origin.getOrigin() : origin.getPropertySource().getName();
	}

	private static String printable(String text) {
		return CONTROL_CHARACTER.matcher(text)
			.replaceAll((match) -> Matcher.quoteReplacement("\\u%04x".formatted((int) match.group().charAt(0))));
	}

}
