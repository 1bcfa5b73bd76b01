package io.github.redisqueues.autoconfigure;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.github.redisqueues.queue.PayloadConverter;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/**
 * Chooses the converters of queues and topics: the bean that {@code payload-converter}
 * names, otherwise the application's bean, otherwise JSON. A bean that is named somewhere
 * is used where it is named only.
 */
final class PayloadConverters {

	private static final String DEFAULTS = "queues.defaults.payload-converter";

	private final ConfigurableListableBeanFactory beanFactory;

	private final QueuesProperties properties;

	private final PropertyFailures failures;

	PayloadConverters(ConfigurableListableBeanFactory beanFactory, QueuesProperties properties,
			PropertyFailures failures) {
		this.beanFactory = beanFactory;
		this.properties = properties;
		this.failures = failures;
	}

	/**
	 * Returns the converter where none is named.
	 * @throws FailureAnalyzedException if several beans could be meant
	 */
	PayloadConverter forAll() {
		InjectionCandidates candidates = new InjectionCandidates(this.beanFactory);
		List<String> all = candidates.names(PayloadConverter.class);
		Set<String> named = named();
		List<String> own = all.stream()
			.filter((name) -> !name.equals(RedisQueueRegistrar.JSON_CONVERTER) && !named.contains(name))
			.toList();
		String chosen = candidates.choose(own);
		if (chosen == null && own.size() > 1) {
			throw new FailureAnalyzedException(
					"There are several PayloadConverter beans, and none of them is primary: " + String.join(", ", own)
							+ ".",
					"Mark one with @Primary, or name the others in payload-converter of the queues that they are for.");
		}
		if (chosen == null && !this.beanFactory.containsBean(RedisQueueRegistrar.JSON_CONVERTER)) {
			throw new NoSuchBeanDefinitionException(PayloadConverter.class,
					"Jackson is not on the classpath, so define a bean of this type");
		}
		return this.beanFactory.getBean((chosen != null) ? chosen : RedisQueueRegistrar.JSON_CONVERTER,
				PayloadConverter.class);
	}

	/**
	 * Returns the converter that a queue names.
	 * @return the converter, empty if neither the queue nor the defaults name one
	 * @throws FailureAnalyzedException if there is no such converter
	 */
	Optional<PayloadConverter> ofQueue(String name) {
		String own = Objects.requireNonNull(this.properties.instances().get(name)).payloadConverter();
		return (own != null) ? named(PropertyFailures.instance(name) + ".payload-converter", own)
				: named(DEFAULTS, this.properties.defaults().payloadConverter());
	}

	/**
	 * Returns the converter that a topic names, or else its first queue.
	 * @return the converter, empty if none is named
	 * @throws FailureAnalyzedException if there is no such converter
	 */
	Optional<PayloadConverter> ofTopic(String name, List<String> queues) {
		String own = Objects.requireNonNull(this.properties.topics().get(name)).payloadConverter();
		if (own != null || queues.isEmpty()) {
			return named(PropertyFailures.topic(name) + ".payload-converter", own);
		}
		return ofQueue(queues.get(0));
	}

	private Optional<PayloadConverter> named(String property, @Nullable String bean) {
		if (bean == null) {
			return Optional.empty();
		}
		if (!this.beanFactory.containsBean(bean) || !this.beanFactory.isTypeMatch(bean, PayloadConverter.class)) {
			List<String> names = new InjectionCandidates(this.beanFactory).names(PayloadConverter.class);
			throw this.failures.wrong(property, bean, "there is no PayloadConverter bean of that name",
					"Write the name of a bean that implements PayloadConverter. There are: " + String.join(", ", names)
							+ ".");
		}
		return Optional.of(this.beanFactory.getBean(bean, PayloadConverter.class));
	}

	private Set<String> named() {
		Set<String> named = new LinkedHashSet<>();
		add(named, this.properties.defaults().payloadConverter());
		this.properties.instances().values().forEach((queue) -> add(named, queue.payloadConverter()));
		this.properties.topics().values().forEach((topic) -> add(named, topic.payloadConverter()));
		return named;
	}

	private static void add(Set<String> names, @Nullable String name) {
		if (name != null) {
			names.add(name);
		}
	}

}
