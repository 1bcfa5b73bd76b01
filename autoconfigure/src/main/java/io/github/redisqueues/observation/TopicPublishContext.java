package io.github.redisqueues.observation;

import java.util.function.BiConsumer;

import io.micrometer.observation.transport.SenderContext;

/**
 * A publish to a topic. Its carrier adds headers to the message, for subscribers and for
 * the topic's queues; a header that the sender has set stays.
 */
public class TopicPublishContext extends SenderContext<BiConsumer<String, String>> {

	private final String topic;

	private final String id;

	/**
	 * Creates a context.
	 * @param topic name of the topic
	 * @param id id of the message
	 * @param headers takes the name and value of each header to add
	 */
	public TopicPublishContext(String topic, String id, BiConsumer<String, String> headers) {
		super((carrier, name, value) -> {
			if (carrier != null) {
				carrier.accept(name, value);
			}
		});
		this.topic = topic;
		this.id = id;
		setCarrier(headers);
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
