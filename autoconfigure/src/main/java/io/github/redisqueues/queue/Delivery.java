package io.github.redisqueues.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A message that this consumer has leased. Until {@link #leaseUntil()} no other consumer
 * gets the message. After that it is delivered again, and the methods of this delivery
 * change nothing and return {@code false}: a consumer that was paused for too long cannot
 * settle a message that another one is working on.
 * <p>
 * Safe for use by several threads. Each method except the getters is one round trip. If
 * Redis cannot be reached it throws
 * {@link io.github.redisqueues.RedisNotExecutedException} or
 * {@link io.github.redisqueues.RedisOutcomeUnknownException}, and may be called again. If
 * the first call did reach Redis, the second one returns {@code false}, because the
 * message is settled by then.
 *
 * @param <E> type of the payload
 */
public interface Delivery<E> {

	/**
	 * Returns the message's id, which is the same for all its deliveries.
	 * @return the id that {@code send} returned
	 */
	String id();

	/**
	 * Returns the payload.
	 * @return the payload, never null
	 */
	E payload();

	/**
	 * Returns the number of this delivery of the message.
	 * @return 1 for the first delivery, and for the first one after a redrive
	 */
	int attempt();

	/**
	 * Returns when the message was sent.
	 * @return the moment by the Redis server's clock
	 */
	Instant sentAt();

	/**
	 * Returns when the lease ends.
	 * @return the moment by the Redis server's clock
	 */
	Instant leaseUntil();

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

	/**
	 * Tells whether the message was removed while the handler of a listener works on it:
	 * by {@link RedisQueue#cancel(String, CancelMode)}, or by another consumer after this
	 * one lost the lease. The handler is then interrupted. Does not ask Redis. Always
	 * false for a delivery that {@link RedisQueue#receive()} returned.
	 * @return whether the message was removed, as far as this process knows
	 */
	boolean isCancelled();

	/**
	 * Claims the message of a {@linkplain QueueSettings#transactional() transactional}
	 * queue in the caller's transaction, or in one of its own if there is none. Call this
	 * first, do the work only if it returns {@code true}, commit, and then acknowledge.
	 * If the transaction is rolled back, the message is not claimed. In the handler of a
	 * listener the container has claimed it, and this returns {@code true}.
	 * @return false if the message was handled or cancelled before; acknowledge it
	 * without the work
	 * @throws IllegalStateException if the queue is not transactional
	 */
	boolean claim();

	/**
	 * Acknowledges the message, which removes it from Redis.
	 * @return false if the lease was lost and another consumer may have the message
	 */
	boolean ack();

	/**
	 * Acknowledges the message without blocking a thread until Redis answers.
	 * @return completes with what {@link #ack()} returns, or with its exception; see
	 * {@link RedisQueue} for the thread
	 */
	CompletableFuture<Boolean> ackAsync();

	/**
	 * Returns the message to the queue for its next attempt. After the last attempt it
	 * becomes a dead letter with the reason {@code max-attempts}.
	 * @return false if the lease was lost
	 */
	boolean nack();

	/**
	 * Returns the message to the queue for its next attempt after a delay. After the last
	 * attempt it becomes a dead letter at once.
	 * @param delay time until the next attempt, in whole milliseconds; may be zero
	 * @return false if the lease was lost
	 * @throws IllegalArgumentException if the delay is negative or longer than 10,000
	 * days
	 */
	boolean nack(Duration delay);

	/**
	 * Returns the message to the queue for its next attempt, after the queue's
	 * {@link Backoff} for this attempt.
	 * @return false if the lease was lost
	 */
	boolean retry();

	/**
	 * Makes the message a dead letter, even if it has attempts left.
	 * @param reason the reason to store with the dead letter, cut to 1,000 characters
	 * @return false if the lease was lost
	 * @throws IllegalArgumentException if the reason is blank
	 */
	boolean reject(String reason);

	/**
	 * Sets the lease to end this long from now, which may make it longer or shorter. In a
	 * listener's handler the lease is still renewed after a third of it; it then lasts
	 * the queue's {@code lease-time}, or as long as before if that is longer.
	 * @param lease time from now, a millisecond or more
	 * @return false if the lease was lost
	 * @throws IllegalArgumentException if the lease is shorter than a millisecond or
	 * longer than 10,000 days
	 */
	boolean extend(Duration lease);

}
