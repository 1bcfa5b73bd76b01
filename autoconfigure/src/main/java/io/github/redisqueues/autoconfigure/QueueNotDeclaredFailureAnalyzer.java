package io.github.redisqueues.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.queue.RedisQueue;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.analyzer.AbstractInjectionFailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;

/**
 * Explains that a queue was asked for which is not declared, or declared with another
 * payload type. Comes before Spring Boot's own analyser, which does not name the payload.
 */
final class QueueNotDeclaredFailureAnalyzer extends AbstractInjectionFailureAnalyzer<NoSuchBeanDefinitionException>
		implements Ordered {

	private final Environment environment;

	QueueNotDeclaredFailureAnalyzer(Environment environment) {
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
		if (type == null || type.resolve() != RedisQueue.class || cause.getNumberOfBeansFound() > 0) {
			return null;
		}
		QueuesProperties properties = Binder.get(this.environment).bindOrCreate("queues", QueuesProperties.class);
		Class<?> payloadType = type.getGeneric(0).resolve();
		String payload = (payloadType != null) ? payloadType.getName() : String.class.getName();
		String found = "%s required a queue of type RedisQueue<%s>, and there is none. %s"
			.formatted((description != null) ? description : "A component", payload, declared(properties));
		if (!properties.enabled()) {
			return new FailureAnalysis(found, "Set queues.enabled=true, or define a bean of that type.", cause);
		}
		return new FailureAnalysis(found,
				"Declare the queue: set queues.instances.<name>.payload-type=%s, with the name of the queue.%n%s"
					.formatted(payload, "A queue without a payload-type is of java.lang.String, and in YAML"
							+ " 'orders: {}' declares nothing: write a key below it."),
				cause);
	}

	private static String declared(QueuesProperties properties) {
		if (!properties.enabled()) {
			return "Property queues.enabled is false, so no queue is made.";
		}
		if (properties.instances().isEmpty()) {
			return "Nothing is declared under queues.instances.";
		}
		List<String> queues = new ArrayList<>();
		properties.instances()
			.forEach((name, instance) -> queues.add("%s (%s)".formatted(PropertyFailures.instance(name),
					(instance.payloadType() != null) ? instance.payloadType() : String.class.getName())));
		return "Declared are: " + String.join(", ", queues) + ".";
	}

}
