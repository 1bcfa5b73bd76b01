package io.github.redisqueues.observation;

import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

import io.github.redisqueues.observation.QueueObservationDocumentation.MessageKeyNames;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.transport.SenderContext;
import org.jspecify.annotations.Nullable;

/**
 * A send to a queue. Its carrier adds headers to the messages, which are written after
 * the observation has started; a header that the sender has set stays.
 */
public class QueueSendContext extends SenderContext<BiConsumer<String, String>> {

	private final String queue;

	private final List<String> ids;

	private final Optional<String> group;

	private @Nullable KeyValues messages;

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

	/**
	 * Returns the ids and the group as key values, which are asked for twice.
	 */
	KeyValues messages() {
		KeyValues known = this.messages;
		if (known == null) {
			KeyValues ids = MessagingKeyValues.messages(this.ids);
			known = this.group.isPresent() ? ids.and(MessageKeyNames.GROUP.withValue(this.group.get())) : ids;
			this.messages = known;
		}
		return known;
	}

}
