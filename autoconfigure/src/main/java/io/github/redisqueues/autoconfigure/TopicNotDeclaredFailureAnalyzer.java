package io.github.redisqueues.autoconfigure;

import java.util.ArrayList;
import java.util.List;

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
 * Explains that a topic was asked for which is not declared, or declared with another
 * payload type. Comes before Spring Boot's own analyser, which does not name the payload.
 */
final class TopicNotDeclaredFailureAnalyzer extends AbstractInjectionFailureAnalyzer<NoSuchBeanDefinitionException>
		implements Ordered {

	private final Environment environment;

	TopicNotDeclaredFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause,
			@Nullable String description) {
		ResolvableType type = cause.getResolvableType();
		if (type == null || type.resolve() != RedisTopic.class || cause.getNumberOfBeansFound() > 0) {
			return null;
		}
		QueuesProperties properties = Binder.get(this.environment).bindOrCreate("queues", QueuesProperties.class);
		Class<?> payloadType = type.getGeneric(0).resolve();
		String payload = (payloadType != null) ? payloadType.getName() : String.class.getName();
		String found = "%s required a topic of type RedisTopic<%s>, and there is none. %s"
			.formatted((description != null) ? description : "A component", payload, declared(properties));
		return new FailureAnalysis(found,
				properties.enabled()
						? "Declare the topic: set queues.topics.<name>.payload-type=%s, with the name of the topic."
							.formatted(payload)
						: "Set queues.enabled=true, or define a bean of that type.",
				cause);
	}

	private static String declared(QueuesProperties properties) {
		if (!properties.enabled()) {
			return "Property queues.enabled is false, so no topic is made.";
		}
		if (properties.topics().isEmpty()) {
			return "Nothing is declared under queues.topics.";
		}
		List<String> topics = new ArrayList<>();
		properties.topics()
			.forEach((name,
					topic) -> topics.add((topic.payloadType() != null)
							? "%s (%s)".formatted(PropertyFailures.topic(name), topic.payloadType())
							: PropertyFailures.topic(name)));
		return "Declared are: " + String.join(", ", topics) + ".";
	}

}
