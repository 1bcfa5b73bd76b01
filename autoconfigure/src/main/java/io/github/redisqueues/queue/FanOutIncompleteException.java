package io.github.redisqueues.queue;

import java.util.List;

import org.springframework.dao.TransientDataAccessException;

/**
 * In a Cluster a message was sent to some of a topic's queues, and not to all: the next
 * one was full, or could not be asked. Publishing it again with the same id
 * ({@link SendOptions#id(String)}) completes it: queues that have it are left alone, as
 * long as it is unsettled there or the queue's {@code duplicate-window} lasts.
 */
public class FanOutIncompleteException extends TransientDataAccessException {

	private static final long serialVersionUID = 1L;

	private final String id;

	private final List<String> sent;

	private final List<String> missing;

	public FanOutIncompleteException(String topic, String id, List<String> sent, List<String> missing,
			RuntimeException cause) {
		super("Message '" + id + "' of topic '" + topic + "' was sent to the queues " + sent
				+ (missing.isEmpty() ? ", but who subscribes may not have heard it"
						: ", but perhaps not to " + missing.get(0)
								+ ((missing.size() > 1) ? " and not to " + missing.subList(1, missing.size()) : ""))
				+ "; publishing it again with the same id completes it: " + cause.getMessage(), cause);
		this.id = id;
		this.sent = List.copyOf(sent);
		this.missing = List.copyOf(missing);
	}

	/**
	 * Returns the id of the message.
	 * @return the id to publish it again with
	 */
	public String getId() {
		return this.id;
	}

	/**
	 * Returns the names of the queues that have the message.
	 * @return the names, in the order in which the topic names them
	 */
	public List<String> getSent() {
		return this.sent;
	}

	/**
	 * Returns the names of the queues that may not have it: the first of them failed, and
	 * the others were not asked.
	 * @return the names, empty if it was only not broadcast
	 */
	public List<String> getMissing() {
		return this.missing;
	}

}
