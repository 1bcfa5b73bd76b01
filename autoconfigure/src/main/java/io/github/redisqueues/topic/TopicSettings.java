package io.github.redisqueues.topic;

import java.util.Objects;

import io.github.redisqueues.internal.validation.Texts;

/**
 * Settings of a topic, except for its queues. Immutable.
 *
 * @param <E> type of the payloads
 * @param name the topic's name in the application
 * @param key the topic's name in Redis
 * @param payloadType type of the payloads
 */
public record TopicSettings<E>(String name, String key, Class<E> payloadType) {

	public TopicSettings {
		Texts.requireName("name", name);
		Texts.requireName("key", key);
		Objects.requireNonNull(payloadType, "payloadType must not be null");
	}

	/**
	 * Returns settings of a topic that has the same name in the application and in Redis.
	 * @param <E> type of the payloads
	 * @param name the name, 1 to 200 characters
	 * @param payloadType type of the payloads
	 * @return the settings
	 * @throws IllegalArgumentException if the name is blank, too long, or contains
	 * control characters
	 */
	public static <E> TopicSettings<E> of(String name, Class<E> payloadType) {
		return new TopicSettings<>(name, name, payloadType);
	}

}
