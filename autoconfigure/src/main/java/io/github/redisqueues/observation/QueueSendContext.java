package io.github.redisqueues.observation;

import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

import io.micrometer.observation.transport.SenderContext;

/**
 * A send to a queue. Its carrier adds headers to the messages, which are written after
 * the observation has started; a header that the sender has set stays.
 */
public class QueueSendContext extends SenderContext<BiConsumer<String, String>> {

	private final String queue;

	private final List<String> ids;

	private final Optional<String> group;

	/**
	 * Creates a context.
	 * @param queue name of the queue
	 * @param ids ids of the messages, one or more
	 * @param group group of the messages
	 * @param headers takes the name and value of each header to add
	 */
	public QueueSendContext(String queue, List<String> ids, Optional<String> group,
			BiConsumer<String, String> headers) {
		super((carrier, name, value) -> {
			if (carrier != null) {
				carrier.accept(name, value);
			}
		});
		this.queue = queue;
		this.ids = List.copyOf(ids);
		this.group = group;
		setCarrier(headers);
	}

	/**
	 * Returns the name of the queue.
	 * @return the name
	 */
	public String queue() {
		return this.queue;
	}

	/**
	 * Returns the ids of the messages.
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

}
