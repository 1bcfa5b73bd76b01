package io.github.redisqueues.queue;

import java.time.Duration;
import java.util.Objects;

/**
 * What became of a send.
 *
 * @param id id of the message; for a duplicate, the id of the message that stands, and
 * for a replacement, the id of the message that was replaced
 * @param outcome what the send did
 */
public record SendResult(String id, Outcome outcome) {

	public SendResult {
		Objects.requireNonNull(id, "id must not be null");
		Objects.requireNonNull(outcome, "outcome must not be null");
	}

	/**
	 * Returns whether the queue has the message or one that stands for it, or is sent the
	 * message after a commit.
	 * @return false for {@link Outcome#FULL}, otherwise true
	 */
	public boolean isAccepted() {
		return this.outcome != Outcome.FULL;
	}

	/**
	 * The outcomes of a send.
	 */
	public enum Outcome {

		/**
		 * The message is stored.
		 */
		STORED,

		/**
		 * Nothing was stored: the id or deduplication id was known, as
		 * {@link SendOptions#id(String)} and {@link SendOptions#deduplicationId(String)}
		 * say. A send with an id of the caller's own also finds the message that it
		 * stored itself, if the connection broke before the reply arrived and the Redis
		 * client repeated the call. So it says that the message is there, and not that
		 * another send stored it.
		 */
		DUPLICATE,

		/**
		 * The message has replaced one that was still delayed, and has its id, as
		 * {@link SendOptions#debounce(Duration, Duration)} says. What {@link #DUPLICATE}
		 * says of the send's own message applies here, too.
		 */
		REPLACED,

		/**
		 * The message is sent after the commit of the transaction that is open, as
		 * {@link SendOptions#afterCommit()} says. What becomes of it then is not known.
		 */
		AFTER_COMMIT,

		/**
		 * Nothing was stored: the queue has reached its capacity.
		 */
		FULL

	}

}
