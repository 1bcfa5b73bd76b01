package io.github.redisqueues.queue;

import java.util.List;

import io.github.redisqueues.RedisOutcomeUnknownException;

/**
 * A send was not answered: the messages may be in the queue or not. Sending again with
 * the same id ({@link SendOptions#id(String)}) is safe: it adds the message if it is not
 * there, and otherwise changes nothing, as long as the message is unsettled or the
 * queue's {@code duplicate-window} lasts.
 */
public class SendOutcomeUnknownException extends RedisOutcomeUnknownException {

	private static final long serialVersionUID = 1L;

	private final List<String> ids;

	public SendOutcomeUnknownException(String target, List<String> ids, RedisOutcomeUnknownException cause) {
		super("Sending to " + target + " was not answered, so "
				+ ((ids.size() == 1) ? "message '" + ids.get(0) + "'" : ids.size() + " messages")
				+ " may have been sent or not; sending again with the same id is safe", cause);
		this.ids = List.copyOf(ids);
	}

	/**
	 * Returns the ids of the messages in question, in the order of their payloads.
	 * @return the ids
	 */
	public List<String> getIds() {
		return this.ids;
	}

}
