package io.github.redisqueues.topic;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Settings of a topic, except for its queues. Immutable.
 *
 * @param <E> type of the payloads
 * @param name the topic's name in the application
 * @param key the topic's name in Redis
 * @param payloadType type of the payloads
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
	 * Returns settings of a topic that has the same name in the application and in Redis.
	 * @param <E> type of the payloads
	 * @param name the name, 1 to 200 characters
	 * @param payloadType type of the payloads
	 * @return the settings
	 * @throws IllegalArgumentException if the name is blank, too long, or contains control
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
			throw new IllegalArgumentException(what + " must not be blank or contain control characters");
		}
	}

}
