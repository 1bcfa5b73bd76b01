package io.github.redisqueues.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.analyzer.AbstractInjectionFailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;

/**
 * Explains that something was asked for which is not declared, or declared with another
 * payload type. Comes before Spring Boot's own analyser, which does not name the payload.
 */
abstract class NotDeclaredFailureAnalyzer extends AbstractInjectionFailureAnalyzer<NoSuchBeanDefinitionException>
		implements Ordered {

	private final Environment environment;

	private final Class<?> type;

	private final String kind;

	private final String group;

	/**
	 * Creates an analyser for one type of beans.
	 * @param type the type, whose parameter is the payload's
	 * @param kind what a bean of it is called
	 * @param group the properties that declare such beans
	 */
	NotDeclaredFailureAnalyzer(Environment environment, Class<?> type, String kind, String group) {
		this.environment = environment;
		this.type = type;
		this.kind = kind;
		this.group = group;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause,
			@Nullable String description) {
		ResolvableType wanted = cause.getResolvableType();
		if (wanted == null || wanted.resolve() != this.type || cause.getNumberOfBeansFound() > 0) {
			return null;
		}
		QueuesProperties properties = Binder.get(this.environment).bindOrCreate("queues", QueuesProperties.class);
		Class<?> payloadType = wanted.getGeneric(0).resolve();
		String payload = (payloadType != null) ? payloadType.getName() : String.class.getName();
		return new FailureAnalysis(
				"%s required a %s of type %s<%s>, and there is none. %s".formatted(
						(description != null) ? description : "A component", this.kind, this.type.getSimpleName(),
						payload, whatThereIs(properties)),
				properties.enabled()
						? "Declare the %1$s: set %2$s.<name>.payload-type=%3$s, with the name of the %1$s.%4$s"
							.formatted(this.kind, this.group, payload, hint())
						: "Set queues.enabled=true, or define a bean of that type.",
				cause);
	}

	private String whatThereIs(QueuesProperties properties) {
		if (!properties.enabled()) {
			return "Property queues.enabled is false, so no " + this.kind + " is made.";
		}
		List<String> declared = declared(properties);
		if (declared.isEmpty()) {
			return "Nothing is declared under " + this.group + ".";
		}
		return "Declared are: " + String.join(", ", declared) + ".";
	}

	/**
	 * What is declared: properties, with payload types behind them.
	 */
	abstract List<String> declared(QueuesProperties properties);

	/**
	 * What else there is to say about a declaration.
	 */
	String hint() {
		return "";
	}

}
