package io.github.redisqueues.topic;

import java.util.Objects;
import java.util.Optional;

import io.github.redisqueues.internal.validation.Texts;
import io.github.redisqueues.queue.PayloadConverter;

import org.springframework.core.ParameterizedTypeReference;

/**
 * Settings of a topic, except for its queues. Immutable.
 *
 * @param <E> type of the payloads
 * @param name the topic's name in the application
 * @param key the topic's name in Redis
 * @param payloadType type of the payloads
 * @param payloadConverter converts payloads to bytes and back, also for the topic's
 * queues; empty for the converter of the {@link RedisTopicFactory}
 */
public record TopicSettings<E>(String name, String key, ParameterizedTypeReference<E> payloadType,
		Optional<PayloadConverter> payloadConverter) {

	public TopicSettings {
		Texts.requireName("name", name);
		Texts.requireName("key", key);
		Objects.requireNonNull(payloadType, "payloadType must not be null");
		Objects.requireNonNull(payloadConverter, "payloadConverter must not be null");
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
		return of(name, ParameterizedTypeReference.forType(payloadType));
	}

	/**
	 * Returns settings of a topic for payloads of a generic type.
	 * @param <E> type of the payloads
	 * @param name the name in the application and in Redis, 1 to 200 characters
	 * @param payloadType type of the payloads, such as {@code new
	 * ParameterizedTypeReference<Envelope<Order>>() { }}
	 * @return the settings
	 * @throws IllegalArgumentException if the name is blank, too long, or contains
	 * control characters
	 */
	public static <E> TopicSettings<E> of(String name, ParameterizedTypeReference<E> payloadType) {
		return new TopicSettings<>(name, name, payloadType, Optional.empty());
	}

	/**
	 * Returns settings with another name in Redis.
	 * @param key the name in Redis, 1 to 200 characters
	 * @return the settings
	 * @throws IllegalArgumentException if the name is blank, too long, or contains
	 * control characters
	 */
	public TopicSettings<E> key(String key) {
		return new TopicSettings<>(this.name, key, this.payloadType, this.payloadConverter);
	}

	/**
	 * Returns settings with a converter of the topic's own. The topic's queues need the
	 * same.
	 * @param payloadConverter the converter
	 * @return the settings
	 */
	public TopicSettings<E> payloadConverter(PayloadConverter payloadConverter) {
		return new TopicSettings<>(this.name, this.key, this.payloadType, Optional.of(payloadConverter));
	}

}
