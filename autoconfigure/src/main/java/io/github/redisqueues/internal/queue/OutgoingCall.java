package io.github.redisqueues.internal.queue;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.redisqueues.queue.SendOptions;

/**
 * A send of one or more messages, to which observers may add headers before the messages
 * are written. Used by one thread.
 */
public final class OutgoingCall {

	/**
	 * The header of a message that was not ready when it was sent: for how many
	 * milliseconds it was delayed. A message of a schedule has it too.
	 */
	public static final String DELAY_HEADER = "queues.delay";

	private static final int MAX_HEADERS = 255;

	private static final int MAX_NAME_LENGTH = 256;

	private static final int MAX_VALUE_LENGTH = 32_768;

	private final String destination;

	private final boolean toTopic;

	private final List<String> ids;

	private final Optional<String> group;

	private Map<String, String> headers;

	private boolean copied;

	private OutgoingCall(String destination, boolean toTopic, List<String> ids, SendOptions options) {
		this.destination = destination;
		this.toTopic = toTopic;
		this.ids = ids;
		this.group = options.group();
		this.headers = options.headers();
	}

	static OutgoingCall toQueue(String queue, List<String> ids, SendOptions options) {
		return new OutgoingCall(queue, false, ids, options);
	}

	static OutgoingCall toTopic(String topic, String id, SendOptions options) {
		return new OutgoingCall(topic, true, List.of(id), options);
	}

	/**
	 * Returns the name of the queue or topic.
	 * @return the name
	 */
	public String destination() {
		return this.destination;
	}

	/**
	 * Returns whether the messages are sent to a topic.
	 * @return false for a queue
	 */
	public boolean isToTopic() {
		return this.toTopic;
	}

	/**
	 * Returns the ids of the messages. If Redis knows a message, its id may be another
	 * one.
	 * @return the ids, one or more
	 */
	public List<String> ids() {
		return this.ids;
	}

	/**
	 * Returns the group of the messages.
	 * @return the group, empty if they have none
	 */
	public Optional<String> group() {
		return this.group;
	}

	/**
	 * Returns the headers of all of the messages.
	 * @return the headers, unmodifiable
	 */
	public Map<String, String> headers() {
		return Collections.unmodifiableMap(this.headers);
	}

	/**
	 * Returns whether the messages have headers.
	 * @return whether there is one
	 */
	public boolean hasHeaders() {
		return !this.headers.isEmpty();
	}

	/**
	 * Adds a header to the messages. Does nothing if the sender has set a header of that
	 * name, in whatever case, or if it exceeds the limits of {@link SendOptions#header}.
	 * @param name its name
	 * @param value its value
	 */
	public void addHeader(String name, String value) {
		if (this.headers.size() >= MAX_HEADERS || name.isEmpty() || name.length() > MAX_NAME_LENGTH
				|| value.length() > MAX_VALUE_LENGTH || isSet(name)) {
			return;
		}
		if (!this.copied) {
			this.headers = new LinkedHashMap<>(this.headers);
			this.copied = true;
		}
		this.headers.put(name, value);
	}

	private boolean isSet(String name) {
		for (String known : this.headers.keySet()) {
			if (known.equalsIgnoreCase(name)) {
				return true;
			}
		}
		return false;
	}

}
