package io.github.redisqueues.queue;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A message in a queue, as {@link RedisQueue#browse(int, int)} and
 * {@link RedisQueue#find(String)} return it. Other processes may have moved it on by now.
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
	 * Returns where the message is.
	 * @return the state
	 */
	MessageState state();

	/**
	 * Returns how many messages are ahead of this one: of a ready message, those that are
	 * taken before it; of a waiting one, those of its group; of a delayed one, those that
	 * fall due before it.
	 * @return the position, counted from 0; empty if the message is in flight or dead, or
	 * if {@link RedisQueue#find(String)} found it behind the first 10,000 ready messages
	 * of a queue that is not of type {@link QueueType#PRIORITY}
	 */
	OptionalLong position();

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
	 * @return the moment by the Redis server's clock; empty if the message is not delayed
	 */
	Optional<Instant> dueAt();

	/**
	 * Returns when the lease of a message in flight ends.
	 * @return the moment by the Redis server's clock; empty if the message is not in
	 * flight
	 */
	Optional<Instant> leaseUntil();

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
