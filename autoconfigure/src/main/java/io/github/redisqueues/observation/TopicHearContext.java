package io.github.redisqueues.observation;

import java.util.List;
import java.util.Map;

import io.micrometer.observation.transport.Kind;

/**
 * The work of a topic's subscriber on a message.
 */
public class TopicHearContext extends MessageContext {

	private final String topic;

	private final String id;

	/**
	 * Creates a context.
	 * @param topic name of the topic
	 * @param id id of the message
	 * @param parent headers of the message if its trace continues, otherwise empty
	 * @param linked headers of the message if its trace is linked, otherwise none
	 */
	public TopicHearContext(String topic, String id, Map<String, String> parent, List<Map<String, String>> linked) {
		super(Kind.CONSUMER, parent, linked);
		this.topic = topic;
		this.id = id;
	}

	/**
	 * Returns the name of the topic.
	 * @return the name
	 */
	public String topic() {
		return this.topic;
	}

	/**
	 * Returns the id of the message.
	 * @return the id
	 */
	public String id() {
		return this.id;
	}

}
