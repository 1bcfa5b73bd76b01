package io.github.redisqueues.topic;

import java.util.Objects;

import io.github.redisqueues.internal.validation.Texts;

/**
 * All that makes one topic, but for its queues. Immutable.
 *
 * @param <E> type of the payloads
 * @param name what the topic is called in the application
 * @param key what the topic is called in Redis
 * @param payloadType class that payloads are written from and read into
 */
public record TopicSettings<E>(String name, String key, Class<E> payloadType) {

	public TopicSettings {
		Texts.requireName("name", name);
		Texts.requireName("key", key);
		Objects.requireNonNull(payloadType, "payloadType must not be null");
	}

	/**
	 * Settings of a topic that has the same name in the application and in Redis.
	 * @param <E> type of the payloads
	 * @param name the name, 1 to 200 characters
	 * @param payloadType class that payloads are written from and read into
	 * @return the settings
	 * @throws IllegalArgumentException if the name is blank, too long, or has control
	 * characters
	 */
	public static <E> TopicSettings<E> of(String name, Class<E> payloadType) {
		return new TopicSettings<>(name, name, payloadType);
	}

}
