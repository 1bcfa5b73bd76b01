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

import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.core.env.Environment;

/**
 * The topics that {@code queues.topics} declares, each checked by itself, against the
 * others, and against the queues.
 */
final class DeclaredTopics {

	private final Map<String, Declared> topics;

	private DeclaredTopics(Map<String, Declared> topics) {
		this.topics = Collections.unmodifiableMap(topics);
	}

	/**
	 * A topic.
	 *
	 * @param settings what it is like
	 * @param queues names of the queues that it sends to
	 */
	record Declared(TopicSettings<?> settings, List<String> queues) {

	}

	/**
	 * Checks what was bound.
	 * @param properties what was bound
	 * @param queues the queues that are declared
	 * @param environment where it was bound from
	 * @param classLoader where payload types are looked for
	 * @return the topics, in the order in which they are written
	 * @throws FailureAnalyzedException if a value is wrong
	 */
	static DeclaredTopics of(QueuesProperties properties, DeclaredQueues queues, Environment environment,
			@Nullable ClassLoader classLoader) {
		Reader reader = new Reader(queues.settings(), new PropertyFailures(environment), classLoader);
		Map<String, Declared> topics = new LinkedHashMap<>();
		Map<ConfigurationPropertyName, String> spellings = new LinkedHashMap<>();
		Map<String, String> namesByKey = new LinkedHashMap<>();
		properties.topics().forEach((name, topic) -> {
			String property = PropertyFailures.topic(name);
			String other = spellings.putIfAbsent(ConfigurationPropertyName.adapt(property, '.'), name);
			if (other != null) {
				throw new FailureAnalyzedException(
						"Properties " + PropertyFailures.topic(other) + " and " + property
								+ " are one and the same to Spring Boot, which ignores case and dashes.",
						"Rename one of the two topics, or remove it.");
			}
			Declared declared = reader.read(name, topic);
			other = namesByKey.putIfAbsent(declared.settings().key(), name);
			if (other != null) {
				throw reader.sameKey(declared.settings(), other);
			}
			topics.put(name, declared);
		});
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
	 * Makes one topic's settings.
	 *
	 * @param queues the queues that are declared
	 * @param failures says what is wrong
	 * @param classLoader where payload types are looked for
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
				throw new FailureAnalyzedException("Properties " + prefix + " and " + PropertyFailures.instance(name)
						+ " name a topic and a queue '" + name + "', and each is to become a bean of that name.",
						"Rename one of the two. To keep its name in Redis, set its key.");
			}
			requireQueues(prefix, topic);
			try {
				return new Declared(new TopicSettings<>(name, Objects.requireNonNullElse(topic.key(), name),
						payloadType(prefix, topic)), topic.queues());
			}
			catch (InvalidValueException ex) {
				boolean key = ex.name().equals("key");
				throw this.failures.wrong(key ? prefix + ".key" : prefix, key ? topic.key() : name, ex,
						key ? "Write a name such as 'news', or remove the property: the key is the topic's name then."
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
									: "there is no such queue; declared are: "
											+ String.join(", ", this.queues.keySet()),
							"Correct the name, or declare the queue: " + PropertyFailures.instance(queue)
									+ ".type=fifo.");
				}
				if (!seen.add(queue)) {
					throw this.failures.wrong(property, queue, "the topic names that queue already",
							"Name each queue once.");
				}
			}
			if (seen.size() > FanOut.MAX_QUEUES) {
				throw this.failures.wrong(prefix + ".queues", seen.size() + " queues",
						"a topic can send to " + FanOut.MAX_QUEUES + " at the most", "Make several topics of it.");
			}
		}

		private Class<?> payloadType(String prefix, Topic topic) {
			List<QueueSettings<?>> targets = new ArrayList<>();
			topic.queues().forEach((queue) -> targets.add(Objects.requireNonNull(this.queues.get(queue))));
			Class<?> type = String.class;
			if (topic.payloadType() != null) {
				type = new PayloadTypes(this.failures, this.classLoader).load(prefix + ".payload-type",
						topic.payloadType());
			}
			else if (!targets.isEmpty()) {
				type = targets.get(0).payloadType();
			}
			for (int i = 0; i < targets.size(); i++) {
				QueueSettings<?> queue = targets.get(i);
				if (queue.payloadType() != type) {
					throw this.failures.wrong(prefix + ".queues[" + i + "]", queue.name(),
							"the payloads of that queue are of type " + queue.payloadType().getName()
									+ ", and those of the topic of type " + type.getName(),
							"Set " + PropertyFailures.instance(queue.name()) + ".payload-type=" + type.getName()
									+ ", or name other queues.");
				}
			}
			return type;
		}

		FailureAnalyzedException sameKey(TopicSettings<?> topic, String other) {
			String property = PropertyFailures.topic(topic.name()) + ".key";
			String otherProperty = PropertyFailures.topic(other) + ".key";
			boolean own = this.failures.isSet(property);
			return this.failures.wrong(own ? property : otherProperty, topic.key(),
					"topic '" + (own ? other : topic.name())
							+ "' has the same key in Redis, so each would hear the other's messages",
					"Give each topic a key of its own, or remove the property: the key is the topic's name then.");
		}

	}

}
