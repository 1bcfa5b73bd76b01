package io.github.redisqueues.queue;

import java.util.List;

import org.springframework.dao.TransientDataAccessException;

/**
 * In a Cluster, a message was sent to some of a topic's queues but not to all: one queue
 * was full or could not be reached. Publish it again with the same id
 * ({@link SendOptions#id(String)}) to send it to the others: queues that have the message
 * ignore it until it is settled and the queue's {@code duplicate-window} is over.
 */
public class FanOutIncompleteException extends TransientDataAccessException {

	private static final long serialVersionUID = 1L;

	private final String id;

	private final List<String> sent;

	private final List<String> missing;

	public FanOutIncompleteException(String topic, String id, List<String> sent, List<String> missing,
			RuntimeException cause) {
		super("Message '" + id + "' of topic '" + topic + "' was sent to the queues " + sent
				+ (missing.isEmpty() ? ", but perhaps not to the subscribers"
						: ", but perhaps not to " + missing.get(0)
								+ ((missing.size() > 1) ? " and not to " + missing.subList(1, missing.size()) : ""))
				+ "; publish it again with the same id to send it to the others: " + cause.getMessage(), cause);
		this.id = id;
		this.sent = List.copyOf(sent);
		this.missing = List.copyOf(missing);
	}

	/**
	 * Returns the id of the message.
	 * @return the id to publish it again with
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Returns the names of the queues that have the message.
	 * @return the names, in the order of the topic's settings
	 */
	public List<String> sent() {
		return this.sent;
	}

	/**
	 * Returns the names of the queues that may not have the message. The first one
	 * failed; the others were not called.
	 * @return the names, empty if only the broadcast failed
	 */
	public List<String> missing() {
		return this.missing;
	}

}
