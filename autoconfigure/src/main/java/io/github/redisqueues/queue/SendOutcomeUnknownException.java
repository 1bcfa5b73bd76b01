package io.github.redisqueues.queue;

import java.util.List;

import io.github.redisqueues.RedisOutcomeUnknownException;

/**
 * Redis did not answer a send, or broke it off, so the messages may have been sent or
 * not. It is safe to send a message again with the same id
 * ({@link SendOptions#id(String)}): a queue that has the message ignores it until the
 * message is settled and the queue's {@code duplicate-window} is over.
 */
public class SendOutcomeUnknownException extends RedisOutcomeUnknownException {

	private static final long serialVersionUID = 1L;

	private final List<String> ids;

	public SendOutcomeUnknownException(String target, List<String> ids, RedisOutcomeUnknownException cause) {
		super(((ids.size() == 1) ? "Message '" + ids.get(0) + "'" : ids.size() + " messages")
				+ " may have been sent to " + target + " or not; it is safe to send again with the same id. "
				+ cause.getMessage(), cause);
		this.ids = List.copyOf(ids);
	}

	/**
	 * Returns the ids of the messages.
	 * @return the ids, in the order of the payloads
	 */
	public List<String> ids() {
		return this.ids;
	}

}
