package io.github.redisqueues.internal.queue;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What observers learn of a message that was taken from a queue.
 */
public interface TakenMessage {

	/**
	 * Returns the message's id.
	 * @return the id
	 */
	String id();

	/**
	 * Returns the number of the delivery.
	 * @return the number, 1 for the first one
	 */
	int attempt();

	/**
	 * Returns when the message was sent.
	 * @return the moment, by the server's clock
	 */
	Instant sentAt();

	/**
	 * Returns the message's group.
	 * @return the group, empty if it has none
	 */
	Optional<String> group();

	/**
	 * Returns the message's headers.
	 * @return the headers, unmodifiable
	 */
	Map<String, String> headers();

	/**
	 * Returns whether no consumer has had the message before, and nobody has redriven or
	 * moved it.
	 * @return whether this is its first delivery since it was sent
	 */
	boolean isFresh();

}
