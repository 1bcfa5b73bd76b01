package io.github.redisqueues.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A message that this consumer holds under a lease. Until {@link #leaseUntil()} nobody
 * else is given the message; after that it is delivered again, and everything done
 * through this delivery changes nothing and returns {@code false}. The receipt behind it
 * is the message's id and this very attempt, so a consumer that was paused for too long
 * cannot settle what another one works on.
 * <p>
 * Safe for use by several threads. Each method but the plain getters is one round trip,
 * and throws {@link io.github.redisqueues.RedisNotExecutedException} or
 * {@link io.github.redisqueues.RedisOutcomeUnknownException} when Redis could not be
 * asked; all of them may be called again after that. A repeated call whose first run did
 * reach Redis returns {@code false}, as the message is no longer ours by then.
 *
 * @param <E> type of the payload
 */
public interface Delivery<E> {

	/**
	 * Returns the message's id, the same over all its deliveries.
	 * @return the id that {@code send} returned
	 */
	String id();

	/**
	 * Returns what was sent.
	 * @return the payload, never null
	 */
	E payload();

	/**
	 * Returns which delivery of the message this is.
	 * @return 1 for the first, and again 1 for the first after a redrive
	 */
	int attempt();

	/**
	 * Returns when the message was sent.
	 * @return the moment by the Redis server's clock
	 */
	Instant sentAt();

	/**
	 * Returns when the lease runs out.
	 * @return the moment by the Redis server's clock
	 */
	Instant leaseUntil();

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

	/**
	 * Settles the message: it is done, and gone from Redis.
	 * @return whether it was still ours; {@code false} if the lease was lost and someone
	 * else may have the message
	 */
	boolean ack();

	/**
	 * Hands the message back, to be taken again at once. Counts as an attempt: after the
	 * last one the message becomes a dead letter with the reason {@code max-attempts}.
	 * @return whether it was still ours
	 */
	boolean nack();

	/**
	 * Hands the message back, to be taken again after a while. Counts as an attempt.
	 * @param delay zero or more, counted in whole milliseconds
	 * @return whether it was still ours
	 * @throws IllegalArgumentException if the delay is negative or beyond 10,000 days
	 */
	boolean nack(Duration delay);

	/**
	 * Hands the message back after the queue's {@link Backoff} for this attempt.
	 * @return whether it was still ours
	 */
	boolean retry();

	/**
	 * Gives the message up: it becomes a dead letter, whatever attempts it has left.
	 * @param reason why, for whoever looks through the dead letters; what goes beyond
	 * 1,000 characters is cut off
	 * @return whether it was still ours
	 * @throws IllegalArgumentException if the reason is blank
	 */
	boolean reject(String reason);

	/**
	 * Holds the message for longer, or for less: the lease now runs out this long from
	 * now, whatever was left of it. While a listener's handler works, it is renewed like
	 * any other lease once a third of it is over, and then lasts the queue's
	 * {@code lease-time} unless it lasts longer anyway.
	 * @param lease a millisecond or more
	 * @return whether it was still ours
	 * @throws IllegalArgumentException if the lease is below a millisecond or beyond
	 * 10,000 days
	 */
	boolean extend(Duration lease);

}
