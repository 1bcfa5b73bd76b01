package io.github.redisqueues.queue;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A message that waits in its queue, as {@link RedisQueue#browse(int, int)} returns it.
 * Immutable.
 *
 * @param <E> type of the payload
 */
public interface QueuedMessage<E> {

	/**
	 * Returns the message's id.
	 * @return the id that {@code send} returned
	 */
	String id();

	/**
	 * Returns the payload.
	 * @return the payload, never null
	 * @throws PayloadException if it cannot be read
	 */
	E payload();

	/**
	 * Returns the payload as it is stored.
	 * @return a copy of the bytes; the whole stored message if its envelope cannot be
	 * read
	 */
	byte[] bytes();

	/**
	 * Returns how many times the message was delivered so far.
	 * @return the number of attempts, zero if no consumer has taken it yet
	 */
	int attempts();

	/**
	 * Returns when the message was sent.
	 * @return the moment by the Redis server's clock; the epoch if the envelope cannot be
	 * read
	 */
	Instant sentAt();

	/**
	 * Returns when a delayed message falls due.
	 * @return the moment by the Redis server's clock; empty if the message is ready
	 */
	Optional<Instant> dueAt();

	/**
	 * Returns the message's group.
	 * @return the group set with {@link SendOptions#group(String)}, empty if there is
	 * none
	 */
	Optional<String> group();

	/**
	 * Returns the message's headers.
	 * @return the headers in the order in which they were set, unmodifiable
	 */
	Map<String, String> headers();

}
