package io.github.redisqueues.queue;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;

/**
 * A named queue in Redis, shared by every process that uses its name. There are two ways
 * to take a message: {@code poll} removes it (at most once), {@code receive} leases it
 * until it is acknowledged (at least once).
 * <p>
 * Safe for use by several threads, including virtual threads. No argument may be null,
 * and no method returns null. Each call is one script and one round trip unless it says
 * otherwise. Exceptions: the first call also checks the queue's type, a send to a full
 * queue checks again after removing expired messages, and each message that cannot be
 * read costs one more call. All times are those of the Redis server's clock. A waiting
 * call neither polls Redis nor holds a connection.
 * <p>
 * When Redis does not execute a call, or does not answer it, every method throws one of
 * two exceptions: {@link io.github.redisqueues.RedisNotExecutedException} if nothing was
 * changed, {@link io.github.redisqueues.RedisOutcomeUnknownException} if the call may
 * have taken effect. It does so within the client's command timeout, which all scripts of
 * the call share. A temporary refusal, such as during a failover, is retried until then,
 * for 5 s at the most. A call with a wait ends at the latest that timeout after the wait.
 * A call that needs one script for each 500 or 1,000 messages has the timeout for each.
 * When the application context closes, threads that wait get an
 * {@link io.github.redisqueues.ApplicationContextClosedException}, and so does every call
 * from then on.
 * <p>
 * Methods whose names end in {@code Async} return at once, and use no thread while they
 * wait for Redis or for a message. They check their arguments before they return; all
 * other exceptions complete the future. Futures complete on threads of this library, up
 * to 256 at a time, and so do actions that depend on them. An action that blocks does not
 * hold up other calls; if many may block or take long, give them an executor of their
 * own, such as {@code thenApplyAsync(action, executor)}. With another Redis client than
 * Lettuce these methods use one more thread, for one call at a time. Calls that Redis has
 * not answered when the application context is closed fail.
 *
 * @param <E> type of the payloads, as configured in the queue's {@code payload-type}
 */
public interface RedisQueue<E> {

	/**
	 * The most messages that one {@link #sendAll(Collection)} accepts.
	 */
	int MAX_BATCH_SIZE = 1_000;

	/**
	 * Returns the queue's name, which is its key in {@code queues.instances}.
	 * @return the name
	 */
	String name();

	/**
	 * Returns the queue's type, which decides the order of its messages.
	 * @return the type
	 */
	QueueType type();

	/**
	 * Sends a message with the queue's settings.
	 * @param payload what to send
	 * @return the message's id
	 * @throws QueueFullException if the queue's capacity is reached
	 * @throws SendingPausedException if sending is paused
	 * @throws PayloadException if the payload cannot be written; Redis was not called
	 * @throws SendOutcomeUnknownException if the message may have been sent; to repeat
	 * the send safely, set {@link SendOptions#id(String)} to the id in the exception
	 */
	default String send(E payload) {
		return send(payload, SendOptions.defaults());
	}

	/**
	 * Sends a message.
	 * @param payload what to send
	 * @param options what differs from the queue's settings
	 * @return the message's id; for a duplicate, the id of the message that is stored
	 * already
	 * @throws IllegalArgumentException if this type of queue does not support an option,
	 * or the message would be ready only after its time to live
	 * @see #send(Object)
	 */
	String send(E payload, SendOptions options);

	/**
	 * Sends a message with the queue's settings, and tells what became of it.
	 * @param payload what to send
	 * @return the message's id, and whether it was stored; a full queue is an outcome and
	 * no exception
	 * @see #send(Object)
	 */
	default SendResult trySend(E payload) {
		return trySend(payload, SendOptions.defaults());
	}

	/**
	 * Sends a message, and tells what became of it.
	 * @param payload what to send
	 * @param options what differs from the queue's settings
	 * @return the message's id, and whether it was stored; a full queue is an outcome and
	 * no exception
	 * @throws IllegalArgumentException if this type of queue does not support an option
	 * @see #send(Object)
	 */
	SendResult trySend(E payload, SendOptions options);

	/**
	 * Sends several messages: all of them or none.
	 * @param payloads what to send, at most {@value #MAX_BATCH_SIZE}; may be empty
	 * @return the ids, in the order of the payloads
	 * @throws IllegalArgumentException if there are too many payloads
	 * @see #send(Object)
	 */
	default List<String> sendAll(Collection<? extends E> payloads) {
		return sendAll(payloads, SendOptions.defaults());
	}

	/**
	 * Sends several messages: all of them or none.
	 * @param payloads what to send, at most {@value #MAX_BATCH_SIZE}; may be empty
	 * @param options what differs from the queue's settings, for each message
	 * @return the ids, in the order of the payloads
	 * @throws IllegalArgumentException if there are too many payloads, or the options
	 * give several of them one id or deduplication id
	 * @see #send(Object, SendOptions)
	 */
	List<String> sendAll(Collection<? extends E> payloads, SendOptions options);

	/**
	 * Sends a message with the queue's settings, without blocking a thread.
	 * @param payload what to send
	 * @return completes with the message's id
	 * @throws PayloadException if the payload cannot be written; Redis was not called
	 * @see #sendAsync(Object, SendOptions)
	 */
	default CompletableFuture<String> sendAsync(E payload) {
		return sendAsync(payload, SendOptions.defaults());
	}

	/**
	 * Sends a message without blocking a thread. The payload is written before this
	 * method returns. Messages are stored in the order of the calls, unless Redis refuses
	 * one for a moment and it is sent again, or one waits for room. Cancelling the future
	 * does not undo or stop the send.
	 * @param payload what to send
	 * @param options what differs from the queue's settings
	 * @return completes with the message's id, for a duplicate with the id of the message
	 * that is stored already; or with an exception that {@link #send(Object)} throws
	 * @throws IllegalArgumentException if this type of queue does not support an option
	 * @throws PayloadException if the payload cannot be written; Redis was not called
	 */
	CompletableFuture<String> sendAsync(E payload, SendOptions options);

	/**
	 * Sends several messages, all of them or none, without blocking a thread.
	 * @param payloads what to send, at most {@value #MAX_BATCH_SIZE}; may be empty
	 * @param options what differs from the queue's settings, for each message
	 * @return completes with the ids, in the order of the payloads
	 * @throws IllegalArgumentException if there are too many payloads, or the options
	 * give several of them one id or deduplication id
	 * @see #sendAsync(Object, SendOptions)
	 */
	CompletableFuture<List<String>> sendAllAsync(Collection<? extends E> payloads, SendOptions options);

	/**
	 * Removes the next message if one is ready. If the reply is lost, so is the message;
	 * use {@link #receive()} where that matters. A thread that is interrupted while a
	 * message is on its way waits for it, but not longer than a second.
	 * @return the payload, empty if no message is ready
	 */
	default Optional<E> poll() {
		return poll(Duration.ZERO);
	}

	/**
	 * Removes the next message, and waits for one if none is ready.
	 * @param wait maximum wait; zero does not wait
	 * @return the payload; empty if no message came in time or the thread was interrupted
	 * (its interrupt flag is set; a message that is on its way is returned nevertheless,
	 * and lost if it does not come within a second)
	 * @throws IllegalArgumentException if the wait is negative or longer than 10,000 days
	 */
	default Optional<E> poll(Duration wait) {
		return poll(1, wait).stream().findFirst();
	}

	/**
	 * Removes messages that are ready, without waiting. Runs one script for every 500
	 * messages.
	 * @param max maximum number of messages
	 * @return the payloads, in the queue's order; may be empty
	 * @throws IllegalArgumentException if max is not positive
	 */
	default List<E> poll(int max) {
		return poll(max, Duration.ZERO);
	}

	/**
	 * Removes messages, and waits for the first one if none is ready. Returns as soon as
	 * there is at least one. Runs one script for every 500 messages.
	 * @param max maximum number of messages
	 * @param wait maximum wait for the first message; zero does not wait
	 * @return the payloads, in the queue's order; empty in the cases of
	 * {@link #poll(Duration)}
	 * @throws IllegalArgumentException if max is not positive, or the wait is negative or
	 * longer than 10,000 days
	 */
	List<E> poll(int max, Duration wait);

	/**
	 * Leases the next message if one is ready.
	 * @return the delivery, which the caller must settle; empty if no message is ready
	 */
	default Optional<Delivery<E>> receive() {
		return receive(Duration.ZERO);
	}

	/**
	 * Leases the next message, and waits for one if none is ready.
	 * @param wait maximum wait; zero does not wait
	 * @return the delivery, which the caller must settle; empty if no message came in
	 * time or the thread was interrupted (its interrupt flag is set, and a message that
	 * was on its way is delivered again after its lease)
	 * @throws IllegalArgumentException if the wait is negative or longer than 10,000 days
	 */
	default Optional<Delivery<E>> receive(Duration wait) {
		return receive(1, wait).stream().findFirst();
	}

	/**
	 * Leases messages, and waits for the first one if none is ready. Returns as soon as
	 * there is at least one. Runs one script for every 500 messages.
	 * @param max maximum number of messages
	 * @param wait maximum wait for the first message; zero does not wait
	 * @return the deliveries, in the queue's order; empty in the cases of
	 * {@link #receive(Duration)}
	 * @throws IllegalArgumentException if max is not positive, or the wait is negative or
	 * longer than 10,000 days
	 */
	List<Delivery<E>> receive(int max, Duration wait);

	/**
	 * Leases messages with options, such as a lease of their own. Returns as soon as
	 * there is at least one. Runs one script for every 500 messages.
	 * @param options how many, how long to wait and how long to lease them
	 * @return the deliveries, in the queue's order; empty in the cases of
	 * {@link #receive(Duration)}
	 */
	List<Delivery<E>> receive(ReceiveOptions options);

	/**
	 * Leases the next message if one is ready, without blocking a thread.
	 * @return completes with the delivery, which the caller must settle, or with an empty
	 * one if no message is ready
	 * @see #receiveAsync(Duration)
	 */
	default CompletableFuture<Optional<Delivery<E>>> receiveAsync() {
		return receiveAsync(Duration.ZERO);
	}

	/**
	 * Leases the next message, and waits for one if none is ready, without blocking a
	 * thread. If the future is cancelled or completed by the caller, no message is taken
	 * for it; one that was on its way returns to the queue at once, and no attempt
	 * counts.
	 * @param wait maximum wait; zero does not wait
	 * @return completes with the delivery, which the caller must settle; empty if no
	 * message came in time
	 * @throws IllegalArgumentException if the wait is negative or longer than 10,000 days
	 */
	CompletableFuture<Optional<Delivery<E>>> receiveAsync(Duration wait);

	/**
	 * Leases messages with options, without blocking a thread. Completes as soon as there
	 * is at least one. Runs one script, so no more than 500 messages are leased.
	 * @param options how many, how long to wait and how long to lease them
	 * @return completes with the deliveries, in the queue's order; may be empty
	 * @see #receiveAsync(Duration)
	 */
	CompletableFuture<List<Delivery<E>>> receiveAsync(ReceiveOptions options);

	/**
	 * Acknowledges several messages of this queue. Runs one script for every 1,000
	 * messages.
	 * @param deliveries the messages
	 * @return how many were acknowledged; the leases of the others were lost, and other
	 * consumers may have these messages
	 * @throws IllegalArgumentException if a delivery is of another queue
	 */
	int ack(Collection<? extends Delivery<E>> deliveries);

	/**
	 * Acknowledges several messages of this queue without blocking a thread until Redis
	 * answers. Runs one script for every 1,000 messages.
	 * @param deliveries the messages
	 * @return completes with what {@link #ack(Collection)} returns, or with its exception
	 * @throws IllegalArgumentException if a delivery is of another queue
	 */
	CompletableFuture<Integer> ackAsync(Collection<? extends Delivery<E>> deliveries);

	/**
	 * Reads the message that would be taken next, and leaves it in the queue. If no
	 * message is ready, reads one that waits behind another message of its group. Skips
	 * messages that cannot be read.
	 * @return the payload, empty if there is none
	 */
	Optional<E> peek();

	/**
	 * Reads messages that wait, and leaves them in the queue: first the ready ones in the
	 * order in which they would be taken, then those behind others of their groups, group
	 * by group, then the delayed ones by due time. A large offset is slow in a long queue
	 * from whose middle messages were cancelled.
	 * @param offset how many messages to skip
	 * @param limit maximum number of messages, up to {@value #MAX_BATCH_SIZE}
	 * @return the messages; other consumers may have taken them by now
	 * @throws IllegalArgumentException if the offset is negative or the limit out of
	 * range
	 */
	List<QueuedMessage<E>> browse(int offset, int limit);

	/**
	 * Reads messages that consumers have leased and not settled, in the order in which
	 * their leases end.
	 * @param offset how many messages to skip
	 * @param limit maximum number of messages, up to {@value #MAX_BATCH_SIZE}
	 * @return the messages; they may have been settled by now
	 * @throws IllegalArgumentException if the offset is negative or the limit out of
	 * range
	 */
	List<QueuedMessage<E>> browseInFlight(int offset, int limit);

	/**
	 * Finds a message by its id, in whatever state it is.
	 * @param id the id that {@code send} returned
	 * @return the message, also if it is in flight or dead; empty if there is none
	 * @see DeadLetters#find(String)
	 */
	Optional<QueuedMessage<E>> find(String id);

	/**
	 * Returns whether there is a message with an id, in whatever state.
	 * @param id the id that {@code send} returned
	 * @return whether the message is ready, delayed, in flight or dead
	 */
	boolean contains(String id);

	/**
	 * Returns how many messages are ready, delayed or in flight. Dead letters do not
	 * count.
	 * @return the number of messages
	 */
	long size();

	/**
	 * Returns the number of messages by state. Each call first moves up to 100 messages
	 * each that became due, expired or lost their lease since the last call.
	 * @return the counts
	 */
	QueueStats stats();

	/**
	 * Removes a message that no consumer has taken.
	 * @param id the id that {@code send} returned
	 * @return true if the message was ready or delayed and is gone; false if it is in
	 * flight, dead or unknown
	 */
	default boolean cancel(String id) {
		return cancel(Collections.singleton(id)) == 1;
	}

	/**
	 * Removes a message, even one that a consumer is working on.
	 * @param id the id that {@code send} returned
	 * @param mode which messages to remove; with {@link CancelMode#INTERRUPT} also one in
	 * flight, whose handler is interrupted
	 * @return true if the message is gone; false if it is dead or unknown, or in flight
	 * and the mode is {@link CancelMode#UNTAKEN}
	 */
	boolean cancel(String id, CancelMode mode);

	/**
	 * Removes messages that no consumer has taken. Runs one script for every 200 ids.
	 * @param ids ids that {@code send} returned, in any number
	 * @return how many were ready or delayed and are gone; the others are in flight, dead
	 * or unknown
	 */
	int cancel(Collection<String> ids);

	/**
	 * Replaces the payload of a message that no consumer has taken.
	 * @param id the id that {@code send} returned
	 * @param payload the new payload
	 * @return true if the message was ready or delayed and has the new payload; false if
	 * it is in flight, dead or unknown
	 * @throws PayloadException if the payload cannot be written, Redis was not called; or
	 * if the stored message cannot be read, it is unchanged
	 * @see #update(String, Object, MessageUpdate)
	 */
	default boolean update(String id, E payload) {
		return update(id, payload, MessageUpdate.unchanged());
	}

	/**
	 * Changes the priority or the due time of a message that no consumer has taken.
	 * @param id the id that {@code send} returned
	 * @param changes what to change
	 * @return true if the message was ready or delayed and is changed; false if it is in
	 * flight, dead or unknown
	 * @throws PayloadException if the stored message cannot be read; it is unchanged
	 * @throws IllegalArgumentException if this type of queue has no priorities
	 * @see #update(String, Object, MessageUpdate)
	 */
	boolean update(String id, MessageUpdate changes);

	/**
	 * Changes a message that no consumer has taken, in one step. It keeps its id,
	 * deduplication id, group, headers, attempts, sending time and time to live, and also
	 * its place unless its priority or state changes. A message that becomes delayed
	 * loses its place in its group, and joins the group again when it falls due. That
	 * takes a time proportional to the number of ready messages, unless the queue is of
	 * type {@link QueueType#PRIORITY}. A message that was sent with
	 * {@link SendOptions#deduplicateByContent()} keeps the deduplication id of its first
	 * payload.
	 * @param id the id that {@code send} returned
	 * @param payload the new payload
	 * @param changes what else to change
	 * @return true if the message was ready or delayed and is changed; false if it is in
	 * flight, dead or unknown
	 * @throws PayloadException if the payload cannot be written, Redis was not called; or
	 * if the stored message cannot be read, it is unchanged
	 * @throws IllegalArgumentException if this type of queue has no priorities, or the
	 * message would be due only after its time to live; it is unchanged
	 */
	boolean update(String id, E payload, MessageUpdate changes);

	/**
	 * Moves messages that no consumer has taken to another queue: first the ready ones in
	 * the order of delivery, or of sending if this is a LIFO queue; then those that wait
	 * in their groups; then the delayed ones by due time. They arrive there as if they
	 * were sent in this order, with their id, sending time, payload, headers, group,
	 * deduplication id, priority, due time, time to live and attempts. What the other
	 * queue's type does not have, has no effect there. The other queue's capacity,
	 * duplicate window and pause of sending are ignored.
	 * <p>
	 * No message is lost: each is written to the other queue, then removed from this one.
	 * While that happens it is delayed here for up to 30 seconds, so no consumer gets it.
	 * If the process dies or Redis does not answer between the two steps, the message is
	 * in both queues, and comes back here, behind the others, after that time; repeating
	 * the move finds it in the other queue and removes it here, unless it was settled
	 * there. A message stays here if another message has its id in the other queue, or if
	 * another move has it; it then goes to the end of its group. One that is cancelled or
	 * purged here while it is moved may be in the other queue. Runs three scripts for
	 * every 100 messages.
	 * @param other queue of the same factory, with the same payload converter
	 * @param max maximum number of messages
	 * @return how many were moved
	 * @throws IllegalArgumentException if max is not positive, or messages cannot be
	 * moved to that queue
	 */
	int moveTo(RedisQueue<? super E> other, int max);

	/**
	 * Moves messages that no consumer has taken to another queue, as
	 * {@link #moveTo(RedisQueue, int)} does. Runs three scripts for every 10 ids. Unless
	 * this queue is of type {@link QueueType#PRIORITY}, each ready message takes a time
	 * proportional to their number.
	 * @param other queue of the same factory, with the same payload converter
	 * @param ids ids that {@code send} returned, in any number
	 * @return how many were moved; the others are in flight, dead or unknown, or another
	 * message has their id in the other queue
	 * @throws IllegalArgumentException if messages cannot be moved to that queue
	 */
	int moveTo(RedisQueue<? super E> other, Collection<String> ids);

	/**
	 * Removes every message that is ready or delayed. Messages in flight and dead letters
	 * stay. Runs one script for every 1,000 messages.
	 * @return how many were removed
	 */
	long purge();

	/**
	 * Writes all messages that are ready or delayed, each as a line of JSON, so that they
	 * can be imported after they were purged or cancelled. Messages in flight and dead
	 * letters are not written; {@link DeadLetters#exportTo(Writer)} writes the latter.
	 * Runs one script for every 100, and holds no more in memory. A message that stays in
	 * the queue is written whatever happens meanwhile; one that is sent, delivered or
	 * removed may be written or not. One that moves on may be written twice. Needs
	 * Jackson.
	 * <p>
	 * A line has {@code id}, {@code state}, {@code sentAt}, {@code dueAt},
	 * {@code expiresAt}, {@code nextAttempt}, {@code group}, {@code headers}, and the
	 * payload as {@code payload} if it is JSON and else as {@code payloadBase64}, unless
	 * it has more than 64 KB. It ends with {@code stored}, the whole message with all its
	 * options in Base64.
	 * @param target where to; flushed, but not closed
	 * @return how many were written
	 * @throws IOException if the target fails
	 */
	long exportTo(Writer target) throws IOException;

	/**
	 * Sends messages again that {@link #exportTo(Writer)} has written. They arrive in the
	 * order of the lines, as if they were sent now, with their id, sending time, payload,
	 * headers, group, deduplication id, priority, due time, end of their time to live and
	 * attempts. One that is due by now is ready, one that has expired becomes a dead
	 * letter. What this queue's type does not have, has no effect.
	 * <p>
	 * A message whose id or deduplication id the queue has is left out, so a repeated
	 * import adds nothing. So is one that was settled within the duplicate window, unless
	 * it was cancelled or purged. The queue may be another one whose payloads are of the
	 * same type. Runs one script for every 100 lines, more after messages were cancelled
	 * in the middle of the queue, and holds no more in memory. Needs Jackson.
	 * @param source where from; not closed
	 * @return how many were added
	 * @throws IOException if the source fails
	 * @throws QueueFullException if the queue's capacity is reached; says how many were
	 * added before, and importing the same again adds the others
	 * @throws SendingPausedException if sending is paused; says the same
	 * @throws IllegalArgumentException if a line cannot be read; up to 99 lines before it
	 * may not have been added either
	 * @throws UnsupportedOperationException if this queue is transactional
	 */
	MessageImport importFrom(Reader source) throws IOException;

	/**
	 * Stops delivery in every process, until {@link #resume()}. Messages can still be
	 * sent, and messages in flight can still be settled.
	 */
	default void pause() {
		pause(PauseOptions.defaults());
	}

	/**
	 * Stops delivery in every process, until {@link #resume()} or until the pause ends by
	 * itself, which a waiting consumer notices at that moment, or within five seconds if
	 * the server's clock was set. Replaces an earlier pause of delivery.
	 * @param options how long, who and why
	 */
	void pause(PauseOptions options);

	/**
	 * Starts delivery again, and wakes up to 1,000 waiting processes. Also ends the pause
	 * of a circuit breaker.
	 */
	void resume();

	/**
	 * Returns whether delivery is stopped.
	 * @return whether the queue is paused
	 */
	default boolean isPaused() {
		return pauses().delivery().isPresent();
	}

	/**
	 * Refuses sends of every process, until {@link #resumeSending()}.
	 * @see #pauseSending(PauseOptions)
	 */
	default void pauseSending() {
		pauseSending(PauseOptions.defaults());
	}

	/**
	 * Refuses sends of every process from this moment on with a
	 * {@link SendingPausedException}, until {@link #resumeSending()} or until the pause
	 * ends by itself. Messages that were sent before are delivered, retried, returned,
	 * redriven and moved as usual. A send to a topic is refused for all of its queues. A
	 * schedule sends the latest tick of the pause after it, within its
	 * {@code send-within}. Wakes up to 1,000 processes whose producers wait for room;
	 * they are refused. Replaces an earlier pause of sending.
	 * @param options how long, who and why
	 */
	void pauseSending(PauseOptions options);

	/**
	 * Accepts sends again.
	 */
	void resumeSending();

	/**
	 * Returns what is paused, until when, by whom and why.
	 * @return the pauses of delivery and of sending
	 */
	QueuePauses pauses();

	/**
	 * Finds out why messages move or do not move. Runs one script that changes nothing
	 * and looks at up to 1,000 leases, 20 groups and 200 listeners. If Redis cannot be
	 * reached, the verdict says so.
	 * @return the verdict and what it was drawn from
	 */
	QueueDiagnosis diagnose();

	/**
	 * Returns the queue's limits, which can be changed while it is in use.
	 * @return a view that reads Redis on each call
	 */
	QueueLimits limits();

	/**
	 * Returns the queue's dead letters.
	 * @return a view that reads Redis on each call
	 */
	DeadLetters<E> deadLetters();

	/**
	 * Returns the queue as a {@link BlockingQueue}, for code that is written against that
	 * interface. It sends with the queue's settings and without options, and takes
	 * messages like {@link #poll()}: at most once. A message that is on its way when its
	 * consumer dies is lost.
	 * <ul>
	 * <li>{@code put}, and {@code offer} with a timeout, wait while the queue is full;
	 * {@code take}, and {@code poll} with a timeout, while no message is ready. If the
	 * thread is interrupted while they wait they throw an {@link InterruptedException},
	 * and have stored or taken nothing. If Redis works on the call just then, they wait
	 * for its answer, and return normally with the interrupt flag set if a message was
	 * stored or taken. If Redis does not answer within a second, {@code put} and
	 * {@code offer} throw a {@link SendOutcomeUnknownException} with the flag set, and a
	 * message that was being taken is lost.
	 * <li>{@code size} counts like {@link #size()}, so it includes messages that cannot
	 * be taken yet. {@code remainingCapacity} is what is left of the queue's capacity,
	 * {@link Integer#MAX_VALUE} if it has none. {@code clear} is {@link #purge()}.
	 * <li>{@code drainTo} takes the messages one by one, and loses at most the one that
	 * the target refuses, none if the target is a full {@code BlockingQueue}. An
	 * {@code ArrayList} or {@code ArrayDeque}, which refuse none, gets 500 with each
	 * call.
	 * <li>The iterator reads pages of {@value #MAX_BATCH_SIZE} with
	 * {@link #browse(int, int)}, and is weakly consistent: while messages are taken it
	 * may miss others that are not in the page. Its {@code remove} is
	 * {@link #cancel(String)}. {@code contains} and {@code remove} compare payloads with
	 * {@code equals} and read the whole queue for that.
	 * <li>Null payloads are refused with a {@link NullPointerException}. Exceptions of
	 * Redis are those of this interface.
	 * </ul>
	 * @return a view that stores nothing itself
	 */
	BlockingQueue<E> asBlockingQueue();

}
