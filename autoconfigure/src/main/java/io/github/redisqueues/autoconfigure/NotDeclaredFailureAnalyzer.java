package io.github.redisqueues.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.topic.RedisTopic;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.analyzer.AbstractInjectionFailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;

/**
 * Explains that a bean injects a queue or topic that is not declared, or is declared with
 * another payload type. Runs before Spring Boot's own analyser, which does not show the
 * payload type.
 */
final class NotDeclaredFailureAnalyzer extends AbstractInjectionFailureAnalyzer<NoSuchBeanDefinitionException>
		implements Ordered {

	private static final String QUEUE_HINT = System.lineSeparator()
			+ "The default payload-type is java.lang.String. In YAML, 'orders: {}' declares nothing: write a key below it.";

	private final Environment environment;

	NotDeclaredFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause,
			@Nullable String description) {
		ResolvableType wanted = cause.getResolvableType();
		if (wanted == null || cause.getNumberOfBeansFound() > 0) {
			return null;
		}
		Class<?> type = wanted.resolve();
		if (type != RedisQueue.class && type != RedisTopic.class) {
			return null;
		}
		ResolvableType payloadType = wanted.getGeneric(0);
		String payload = (payloadType.resolve() != null) ? payloadType.toString() : String.class.getName();
		String component = (description != null) ? description : "A component";
		return (type == RedisQueue.class) ? analyze(component, "queue", payload, PropertyFailures.INSTANCES, cause)
				: analyze(component, "topic", payload, PropertyFailures.TOPICS, cause);
	}

	private FailureAnalysis analyze(String component, String kind, String payload, String group,
			NoSuchBeanDefinitionException cause) {
		QueuesProperties properties = Binder.get(this.environment).bindOrCreate("queues", QueuesProperties.class);
		boolean queue = group.equals(PropertyFailures.INSTANCES);
		String required = "%s requires a %s of type %s<%s>, but there is none. ".formatted(component, kind,
				queue ? "RedisQueue" : "RedisTopic", payload);
		if (!properties.enabled()) {
			return new FailureAnalysis(required + "Property queues.enabled is false, so no " + kind + " is created.",
					"Set queues.enabled=true, or define a bean of that type.", cause);
		}
		List<String> declared = queue ? queues(properties) : topics(properties);
		return new FailureAnalysis(
				required + (declared.isEmpty() ? "Nothing is declared under " + group + "."
						: "Declared are: " + String.join(", ", declared) + "."),
				"Declare the %1$s: set %2$s.<name>.payload-type=%3$s, with the name of the %1$s.%4$s".formatted(kind,
						group, payload, queue ? QUEUE_HINT : ""),
				cause);
	}

	private static List<String> queues(QueuesProperties properties) {
		List<String> queues = new ArrayList<>();
		properties.instances()
			.forEach((name, queue) -> queues.add("%s (%s)".formatted(PropertyFailures.instance(name),
					(queue.payloadType() != null) ? queue.payloadType() : String.class.getName())));
		return queues;
	}

	private static List<String> topics(QueuesProperties properties) {
		List<String> topics = new ArrayList<>();
		properties.topics()
			.forEach((name, topic) -> topics.add(PropertyFailures.topic(name)
					+ ((topic.payloadType() != null) ? " (" + topic.payloadType() + ")" : "")));
		return topics;
	}

}
