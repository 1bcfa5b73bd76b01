package io.github.redisqueues.queue;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A message that was given up, with the reason. Immutable.
 *
 * @param <E> type of the payload
 */
public interface DeadLetter<E> {

	/**
	 * The reason of a message that had its last attempt; how it begins if a listener
	 * knows why that failed.
	 */
	String MAX_ATTEMPTS = "max-attempts";

	/**
	 * The reason of a message that nobody took within its time to live.
	 */
	String EXPIRED = "expired";

	/**
	 * How the reason of a message begins whose bytes could not be read.
	 */
	String UNREADABLE = "unreadable";

	/**
	 * Returns the message's id.
	 * @return the id that {@code send} returned
	 */
	String id();

	/**
	 * Returns why the message was given up.
	 * @return {@value #MAX_ATTEMPTS}, with a listener followed by what its handler threw
	 * and where, {@value #EXPIRED}, a text that begins with {@value #UNREADABLE}, or what
	 * a consumer gave to {@link Delivery#reject(String)}
	 */
	String reason();

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
	 * Returns how often the message was delivered.
	 * @return zero if it was never delivered
	 */
	int attempts();

	/**
	 * Returns when the message was sent.
	 * @return the moment by the Redis server's clock; the epoch if the envelope cannot be
	 * read
	 */
	Instant sentAt();

	/**
	 * Returns when the message was given up.
	 * @return the moment by the Redis server's clock
	 */
	Instant diedAt();

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
