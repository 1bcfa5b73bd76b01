package io.github.redisqueues.queue;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A message as it waits in its queue, seen by {@link RedisQueue#browse(int, int)}.
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
	 * Returns what was sent.
	 * @return the payload, never null
	 * @throws PayloadException if it cannot be read
	 */
	E payload();

	/**
	 * Returns the payload as it is stored.
	 * @return a copy of the bytes; if the envelope itself cannot be read, all of it
	 */
	byte[] bytes();

	/**
	 * Returns how often the message was delivered so far.
	 * @return zero if nobody has taken it yet
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
	 * Returns the group that the message belongs to.
	 * @return what was given to {@link SendOptions#group(String)}, empty if nothing was
	 */
	Optional<String> group();

	/**
	 * Returns the headers that were sent along.
	 * @return the headers in the order in which they were set, unmodifiable
	 */
	Map<String, String> headers();

}
