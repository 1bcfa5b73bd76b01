package io.github.redisqueues.queue;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A message that is no longer delivered, with the reason. Immutable.
 *
 * @param <E> type of the payload
 */
public interface DeadLetter<E> {

	/**
	 * The reason of a message whose last attempt failed. A listener appends what its
	 * handler threw.
	 */
	String MAX_ATTEMPTS = "max-attempts";

	/**
	 * The reason of a message that no consumer took within its time to live.
	 */
	String EXPIRED = "expired";

	/**
	 * The first word of the reason of a message that could not be read in its last
	 * attempt. After it come the processes that could not read it, each with its reason,
	 * in 1,000 bytes at the most.
	 */
	String UNREADABLE = "unreadable";

	/**
	 * The first word of the reason of a message whose payload a listener's validator has
	 * refused.
	 */
	String INVALID = "invalid";

	/**
	 * Returns the message's id.
	 * @return the id that {@code send} returned
	 */
	String id();

	/**
	 * Returns why the message is dead.
	 * @return a text that starts with {@value #MAX_ATTEMPTS}, {@value #EXPIRED},
	 * {@value #UNREADABLE} or {@value #INVALID}, or the reason given to
	 * {@link Delivery#reject(String)}
	 */
	String reason();

	/**
	 * Returns what this dead letter has in common with others that died of the same, as
	 * {@link DeadLetterGroup#fingerprint()} tells it.
	 * @return sixteen characters
	 */
	String fingerprint();

	/**
	 * Returns the version of the application that made the message a dead letter.
	 * @return the version from its build information; empty if it has none, or if no
	 * consumer was there when the message died
	 */
	Optional<String> version();

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
	 * Returns how many times the message was delivered.
	 * @return the number of attempts, zero if it expired first
	 */
	int attempts();

	/**
	 * Returns when the message was sent.
	 * @return the moment by the Redis server's clock; the epoch if the envelope cannot be
	 * read
	 */
	Instant sentAt();

	/**
	 * Returns when the message became a dead letter.
	 * @return the moment by the Redis server's clock
	 */
	Instant diedAt();

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
