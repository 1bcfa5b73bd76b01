package io.github.redisqueues.topic;

import java.util.Objects;
import java.util.Optional;

import io.github.redisqueues.internal.validation.InvalidValueException;
import io.github.redisqueues.internal.validation.Texts;
import io.github.redisqueues.queue.PayloadConverter;

import org.springframework.core.ParameterizedTypeReference;
import org.springframework.util.unit.DataSize;

/**
 * Settings of a topic, except for its queues. Immutable.
 *
 * @param <E> type of the payloads
 * @param name the topic's name in the application
 * @param key the topic's name in Redis
 * @param payloadType type of the payloads
 * @param payloadConverter converts payloads to bytes and back, also for the topic's
 * queues; empty for the converter of the {@link RedisTopicFactory}
 * @param maxPayloadSize largest payload that is published, as it is stored; zero for no
 * limit but those of the queues
 */
public record TopicSettings<E>(String name, String key, ParameterizedTypeReference<E> payloadType,
		Optional<PayloadConverter> payloadConverter, DataSize maxPayloadSize) {

	public TopicSettings {
		Texts.requireName("name", name);
		Texts.requireName("key", key);
		Objects.requireNonNull(payloadType, "payloadType must not be null");
		Objects.requireNonNull(payloadConverter, "payloadConverter must not be null");
		if (maxPayloadSize.isNegative()) {
			throw new InvalidValueException("maxPayloadSize", "must be 1B or more, or 0 for no limit", maxPayloadSize);
		}
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
		return new TopicSettings<>(name, name, payloadType, Optional.empty(), DataSize.ofBytes(0));
	}

	/**
	 * Returns settings with another name in Redis.
	 * @param key the name in Redis, 1 to 200 characters
	 * @return the settings
	 * @throws IllegalArgumentException if the name is blank, too long, or contains
	 * control characters
	 */
	public TopicSettings<E> key(String key) {
		return new TopicSettings<>(this.name, key, this.payloadType, this.payloadConverter, this.maxPayloadSize);
	}

	/**
	 * Returns settings with a converter of the topic's own. The topic's queues need the
	 * same.
	 * @param payloadConverter the converter
	 * @return the settings
	 */
	public TopicSettings<E> payloadConverter(PayloadConverter payloadConverter) {
		return new TopicSettings<>(this.name, this.key, this.payloadType, Optional.of(payloadConverter),
				this.maxPayloadSize);
	}

	/**
	 * Returns settings with a limit for the size of a payload. A larger one is refused
	 * with {@link io.github.redisqueues.queue.PayloadTooLargeException} before Redis is
	 * called.
	 * @param maxPayloadSize the largest payload as it is stored; zero for no limit but
	 * those of the queues
	 * @return the settings
	 */
	public TopicSettings<E> maxPayloadSize(DataSize maxPayloadSize) {
		return new TopicSettings<>(this.name, this.key, this.payloadType, this.payloadConverter, maxPayloadSize);
	}

}
