package io.github.redisqueues.queue;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A named queue in Redis, shared by every process that knows its name. There are two ways
 * to take a message: {@code poll} takes it for good (at most once), {@code receive} lends
 * it under a lease until it is acknowledged (at least once).
 * <p>
 * Safe for use by any number of threads, virtual ones too. No argument may be null, and
 * nothing returned is. Each call is one script and one round trip unless it says
 * otherwise (the first one also asks what kind of queue stands in Redis, a send that
 * finds the queue full makes sure of it, and one more is spent on each message that
 * cannot be read), and all times are those of the Redis server's clock. Waiting calls
 * neither poll nor hold a connection.
 * <p>
 * When Redis cannot be reached, every method throws one of two exceptions within the
 * client's command timeout: {@link io.github.redisqueues.RedisNotExecutedException} when
 * nothing was changed, {@link io.github.redisqueues.RedisOutcomeUnknownException} when
 * the call may have taken effect.
 *
 * @param <E> type of the payloads, as the queue's {@code payload-type} declares it
 */
public interface RedisQueue<E> {

	/**
	 * The most messages that one {@link #sendAll(Collection)} takes.
	 */
	int MAX_BATCH_SIZE = 1_000;

	/**
	 * Returns the queue's name, as it stands in {@code queues.instances}.
	 * @return the name
	 */
	String name();

	/**
	 * Returns which message the queue gives out next.
	 * @return the type
	 */
	QueueType type();

	/**
	 * Sends a message with the queue's own settings.
	 * @param payload what to send
	 * @return the message's id
	 * @throws QueueFullException if the queue holds as much as its capacity allows
	 * @throws PayloadException if the payload cannot be written; Redis was not asked
	 * @throws SendOutcomeUnknownException if the message may have been sent; to repeat
	 * safely, send again with {@link SendOptions#id(String)} and the id in the exception
	 */
	String send(E payload);

	/**
	 * Sends a message.
	 * @param payload what to send
	 * @param options what is to differ from the queue's settings
	 * @return the message's id; for a duplicate, the id of the message that stands
	 * @throws IllegalArgumentException if an option is not for this type of queue, or the
	 * message would expire before it falls due
	 * @throws QueueFullException if the queue holds as much as its capacity allows
	 * @throws PayloadException if the payload cannot be written; Redis was not asked
	 * @throws SendOutcomeUnknownException if the message may have been sent
	 */
	String send(E payload, SendOptions options);

	/**
	 * Sends several messages at once: all of them or none.
	 * @param payloads what to send, {@value #MAX_BATCH_SIZE} at the most; none sends
	 * nothing
	 * @return the ids, in the order of the payloads
	 * @throws IllegalArgumentException if there are too many
	 * @see #send(Object)
	 */
	List<String> sendAll(Collection<? extends E> payloads);

	/**
	 * Sends several messages at once: all of them or none.
	 * @param payloads what to send, {@value #MAX_BATCH_SIZE} at the most; none sends
	 * nothing
	 * @param options what is to differ from the queue's settings, for each of them
	 * @return the ids, in the order of the payloads
	 * @throws IllegalArgumentException if there are too many, or the options give one id
	 * or deduplication id to several payloads
	 * @see #send(Object, SendOptions)
	 */
	List<String> sendAll(Collection<? extends E> payloads, SendOptions options);

	/**
	 * Takes the next message for good, if one is ready. A message whose reply is lost on
	 * the way is gone; where that must not be, use {@link #receive()}.
	 * @return the payload
	 */
	Optional<E> poll();

	/**
	 * Takes the next message for good, and waits for one if need be.
	 * @param wait how long at the most; zero does not wait
	 * @return the payload; empty if none came, or the thread was interrupted (its flag is
	 * set then; a message on its way is gone), or the application stops
	 * @throws IllegalArgumentException if the wait is negative or beyond 10,000 days
	 */
	Optional<E> poll(Duration wait);

	/**
	 * Takes what is ready for good. One script for every 500 messages.
	 * @param max how many at the most
	 * @return the payloads, in the queue's order
	 * @throws IllegalArgumentException if max is not positive
	 */
	List<E> poll(int max);

	/**
	 * Takes the next message under a lease, if one is ready.
	 * @return the delivery, to be acknowledged
	 */
	Optional<Delivery<E>> receive();

	/**
	 * Takes the next message under a lease, and waits for one if need be.
	 * @param wait how long at the most; zero does not wait
	 * @return the delivery; empty if none came, or the thread was interrupted (its flag
	 * is set then; a message on its way comes again after its lease), or the application
	 * stops
	 * @throws IllegalArgumentException if the wait is negative or beyond 10,000 days
	 */
	Optional<Delivery<E>> receive(Duration wait);

	/**
	 * Takes what is ready under a lease, and waits if there is nothing: it returns as
	 * soon as there is something, even if that is less than was asked for. One script for
	 * every 500 messages.
	 * @param max how many at the most
	 * @param wait how long at the most for the first of them; zero does not wait
	 * @return the deliveries, in the queue's order
	 * @throws IllegalArgumentException if max is not positive, or the wait is negative or
	 * beyond 10,000 days
	 */
	List<Delivery<E>> receive(int max, Duration wait);

	/**
	 * Settles several messages of this queue at once. One script for every 1,000.
	 * @param deliveries what is done
	 * @return how many were still ours; of the rest the lease was lost, and someone else
	 * may have them
	 * @throws IllegalArgumentException if a delivery is of another queue
	 */
	int ack(Collection<? extends Delivery<E>> deliveries);

	/**
	 * Looks at the message that would be taken next, and leaves it where it is; if there
	 * is none, at one that waits for others of its group. Passes over messages that
	 * cannot be read.
	 * @return the payload; empty if none is ready
	 */
	Optional<E> peek();

	/**
	 * Looks through what waits: first the ready messages in the order in which they would
	 * be taken, then those that wait behind others of their groups, group by group, then
	 * the delayed ones in the order in which they fall due. Where messages were cancelled
	 * in the middle of a long queue, a large offset costs Redis a walk.
	 * @param offset how many to skip
	 * @param limit how many to return at the most, up to {@value #MAX_BATCH_SIZE}
	 * @return the messages; they may be gone by the time they are looked at
	 * @throws IllegalArgumentException if the offset is negative or the limit out of its
	 * range
	 */
	List<QueuedMessage<E>> browse(int offset, int limit);

	/**
	 * Counts the messages that are ready, delayed or in flight; not the dead letters.
	 * @return how many
	 */
	long size();

	/**
	 * Counts the messages by where they are, as far as Redis knows by now: of messages
	 * that fell due, expired or lost their lease since somebody last looked, 100 of each
	 * kind are moved by a look.
	 * @return the counts
	 */
	QueueStats stats();

	/**
	 * Takes back a message that nobody has taken.
	 * @param id the id that {@code send} returned
	 * @return whether the message was ready or delayed and is gone; {@code false} if it
	 * is in flight, dead or unknown
	 */
	boolean cancel(String id);

	/**
	 * Removes every message that is ready or delayed. What is in flight stays with its
	 * consumers, and the dead letters stay as well. One script for every 1,000 messages.
	 * @return how many were removed
	 */
	long purge();

	/**
	 * Stops delivery in every process, until {@link #resume()}. Sending goes on, and so
	 * does the settling of what is in flight.
	 */
	void pause();

	/**
	 * Takes up delivery again, and wakes the processes that wait, 1,000 at the most.
	 */
	void resume();

	/**
	 * Tells whether delivery is stopped.
	 * @return whether the queue is paused
	 */
	boolean isPaused();

	/**
	 * The messages that were given up.
	 * @return a view of this queue
	 */
	DeadLetters<E> deadLetters();

}
