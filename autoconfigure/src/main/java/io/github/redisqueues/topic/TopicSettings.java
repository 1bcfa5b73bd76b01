package io.github.redisqueues.topic;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * All that makes one topic, but for its queues. Immutable.
 *
 * @param <E> type of the payloads
 * @param name what the topic is called in the application
 * @param key what the topic is called in Redis
 * @param payloadType class that payloads are written from and read into
 */
public record TopicSettings<E>(String name, String key, Class<E> payloadType) {

	private static final int MAX_NAME_LENGTH = 200;

	private static final Pattern CONTROL_CHARACTER = Pattern.compile("\\p{Cntrl}");

	public TopicSettings {
		requireName("name", name);
		requireName("key", key);
		Objects.requireNonNull(payloadType, "payload-type must not be null");
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

	private static void requireName(String what, String text) {
		Objects.requireNonNull(text, () -> what + " must not be null");
		if (text.length() > MAX_NAME_LENGTH || text.isEmpty()) {
			throw new IllegalArgumentException(
					what + " must have 1 to " + MAX_NAME_LENGTH + " characters, but has " + text.length());
		}
		if (text.isBlank() || CONTROL_CHARACTER.matcher(text).find()) {
			throw new IllegalArgumentException(what + " must not be blank, and have no control characters");
		}
	}

}
