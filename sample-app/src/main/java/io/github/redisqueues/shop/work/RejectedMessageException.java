package io.github.redisqueues.shop.work;

/**
 * Thrown by a handler for a message that no further attempt would mend: it goes to the
 * dead letters, with the message of this exception as the reason.
 */
public class RejectedMessageException extends RuntimeException {

	public RejectedMessageException(String reason) {
		super(reason);
	}

}
