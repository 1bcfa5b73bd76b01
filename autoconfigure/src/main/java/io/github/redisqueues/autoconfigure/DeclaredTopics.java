package io.github.redisqueues.autoconfigure;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.github.redisqueues.autoconfigure.QueuesProperties.Topic;
import io.github.redisqueues.internal.queue.FanOut;
import io.github.redisqueues.internal.validation.InvalidValueException;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.topic.TopicSettings;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

/**
 * The topics that {@code queues.topics} declares, checked one by one, against each other
 * and against the queues. Immutable.
 */
final class DeclaredTopics {

	private final Map<String, Declared> topics;

	private DeclaredTopics(Map<String, Declared> topics) {
		this.topics = Collections.unmodifiableMap(topics);
	}

	/**
	 * A topic.
	 *
	 * @param settings its settings
	 * @param queues names of the queues that receive its messages
	 */
	record Declared(TopicSettings<?> settings, List<String> queues) {

	}

	/**
	 * Reads and checks the properties.
	 * @param properties the bound properties
	 * @param queues the declared queues
	 * @param environment names the origin of a wrong value
	 * @param classLoader loads payload types
	 * @return the topics, in the order of the properties
	 * @throws FailureAnalyzedException if a value is wrong
	 */
	static DeclaredTopics of(QueuesProperties properties, DeclaredQueues queues, Environment environment,
			@Nullable ClassLoader classLoader) {
		Reader reader = new Reader(queues.settings(), new PropertyFailures(environment), classLoader);
		Map<String, Declared> topics = new LinkedHashMap<>();
		Map<String, String> namesByKey = new LinkedHashMap<>();
		DeclaredNames names = new DeclaredNames("topic", PropertyFailures::topic);
		for (String name : names.distinct(properties.topics().keySet())) {
			Declared declared = reader.read(name, Objects.requireNonNull(properties.topics().get(name)));
			String key = declared.settings().key();
			String other = namesByKey.putIfAbsent(key, name);
			if (other != null) {
				throw names.sameKey(key, name, other, "each would receive the messages of the other",
						reader.failures());
			}
			topics.put(name, declared);
		}
		return new DeclaredTopics(topics);
	}

	Map<String, Declared> topics() {
		return this.topics;
	}

	Declared get(String name) {
		return Optional.ofNullable(this.topics.get(name))
			.orElseThrow(() -> new IllegalStateException("No topic '" + name + "' is declared"));
	}

	/**
	 * Reads the settings of one topic.
	 *
	 * @param queues the declared queues
	 * @param failures creates failures
	 * @param classLoader loads payload types
	 */
	private record Reader(Map<String, QueueSettings<?>> queues, PropertyFailures failures,
			@Nullable ClassLoader classLoader) {

		Declared read(String name, Topic topic) {
			String prefix = PropertyFailures.topic(name);
			if (name.startsWith("&")) {
				throw this.failures.wrong(prefix, name, "the name of a bean must not begin with '&'",
						"Rename the topic.");
			}
			if (this.queues.containsKey(name)) {
				throw new FailureAnalyzedException(
						"Properties " + prefix + " and " + PropertyFailures.instance(name)
								+ " name a topic and a queue '" + name + "', and both would be beans of that name.",
						"Rename one of the two. To keep its name in Redis, set its key.");
			}
			requireQueues(prefix, topic);
			try {
				TopicSettings<?> settings = TopicSettings.of(name, payloadType(prefix, topic))
					.key(Objects.requireNonNullElse(topic.key(), name));
				DataSize maxPayloadSize = topic.maxPayloadSize();
				if (maxPayloadSize != null && maxPayloadSize.toBytes() < 1) {
					throw this.failures.wrong(prefix + ".max-payload-size", maxPayloadSize, "it must be 1B or more",
							"Write a size such as 256KB, or remove the property.");
				}
				return new Declared((maxPayloadSize != null) ? settings.maxPayloadSize(maxPayloadSize) : settings,
						topic.queues());
			}
			catch (InvalidValueException ex) {
				boolean key = ex.name().equals("key");
				throw this.failures.wrong(key ? prefix + ".key" : prefix, key ? topic.key() : name, ex, key
						? "Write a name such as 'news', or remove the property: the key is then the name of the topic."
						: "Rename the topic.");
			}
		}

		private void requireQueues(String prefix, Topic topic) {
			Set<String> seen = new HashSet<>();
			for (int i = 0; i < topic.queues().size(); i++) {
				String queue = topic.queues().get(i);
				String property = prefix + ".queues[" + i + "]";
				if (!this.queues.containsKey(queue)) {
					throw this.failures.wrong(property, queue,
							this.queues.isEmpty() ? "nothing is declared under " + PropertyFailures.INSTANCES
									: "there is no such queue. Declared are: "
											+ String.join(", ", this.queues.keySet()),
							"Correct the name, or declare the queue: " + PropertyFailures.instance(queue)
									+ ".type=fifo.");
				}
				if (!seen.add(queue)) {
					throw this.failures.wrong(property, queue, "the topic already names that queue",
							"Name each queue once.");
				}
			}
			if (seen.size() > FanOut.MAX_QUEUES) {
				throw this.failures.wrong(prefix + ".queues", seen.size() + " queues",
						"a topic can send to at most " + FanOut.MAX_QUEUES, "Declare several topics.");
			}
		}

		private ParameterizedTypeReference<?> payloadType(String prefix, Topic topic) {
			List<QueueSettings<?>> targets = new ArrayList<>();
			topic.queues().forEach((queue) -> targets.add(Objects.requireNonNull(this.queues.get(queue))));
			ParameterizedTypeReference<?> type = ParameterizedTypeReference.forType(String.class);
			if (topic.payloadType() != null) {
				type = ParameterizedTypeReference.forType(new PayloadTypes(this.failures, this.classLoader)
					.load(prefix + ".payload-type", topic.payloadType()));
			}
			else if (!targets.isEmpty()) {
				type = targets.get(0).payloadType();
			}
			for (int i = 0; i < targets.size(); i++) {
				QueueSettings<?> queue = targets.get(i);
				if (!queue.payloadType().equals(type)) {
					throw this.failures.wrong(prefix + ".queues[" + i + "]", queue.name(),
							"the payload type of that queue is " + queue.payloadType().getType().getTypeName()
									+ ", and that of the topic is " + type.getType().getTypeName(),
							"Set " + PropertyFailures.instance(queue.name()) + ".payload-type="
									+ type.getType().getTypeName() + ", or name other queues.");
				}
			}
			return type;
		}

	}

}
