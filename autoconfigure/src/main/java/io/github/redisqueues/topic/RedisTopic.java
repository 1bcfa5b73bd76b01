package io.github.redisqueues.topic;

import java.util.function.Consumer;

import io.github.redisqueues.queue.FanOutIncompleteException;
import io.github.redisqueues.queue.PayloadException;
import io.github.redisqueues.queue.QueueFullException;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.queue.SendOutcomeUnknownException;

/**
 * A named topic in Redis, shared by every process that knows its name. What is published
 * goes two ways:
 * <ul>
 * <li><b>to whoever subscribes</b>, in every process that runs and is connected: at most
 * once. A process that is down or reconnecting just then misses it, and so does a
 * subscriber whose buffer is full.
 * <li><b>into the queues that the topic names</b>, if it does: at least once, as with any
 * message of a queue.
 * </ul>
 * On a single server, or a master with its replicas, one publish is one script, and all
 * of it happens or nothing: when one of the queues is full, no queue gets the message and
 * no subscriber hears it. In a Cluster each of several queues has a script of its own, in
 * the order in which the topic names them, and the subscribers hear it last. There the
 * first queue that is full or fails ends it, and a {@link FanOutIncompleteException}
 * tells which queues have the message. Wherever an exception leaves it open what
 * happened, publishing again with the same id completes it and repeats nothing: a queue
 * that has a message of that id adds none, as long as it is unsettled there or the
 * queue's {@code duplicate-window} lasts; and a subscriber leaves out an id that is among
 * the last {@value #REMEMBERED} it heard.
 * <p>
 * Safe for use by any number of threads. No argument may be null, and nothing returned
 * is. When Redis cannot be reached, publishing throws one of two exceptions within the
 * client's command timeout: {@link io.github.redisqueues.RedisNotExecutedException} when
 * nothing was changed, {@link SendOutcomeUnknownException} when it may have been.
 *
 * @param <E> type of the payloads, as the topic's {@code payload-type} declares it
 */
public interface RedisTopic<E> {

	/**
	 * The most messages that wait for one subscriber.
	 */
	int MAX_BUFFERED = 1_000;

	/**
	 * The most bytes that wait for one subscriber, but for a message that waits alone.
	 */
	int MAX_BUFFERED_BYTES = 16 * 1024 * 1024;

	/**
	 * How many ids a subscriber remembers.
	 */
	int REMEMBERED = 256;

	/**
	 * Returns the topic's name, as it stands in {@code queues.topics}.
	 * @return the name
	 */
	String name();

	/**
	 * Returns the class that payloads are written from and read into.
	 * @return the class
	 */
	Class<E> payloadType();

	/**
	 * Publishes a message.
	 * @param payload what to publish
	 * @return the message's id, the same for subscribers and in all queues
	 * @throws QueueFullException if one of the queues is full
	 * @throws PayloadException if the payload cannot be written; Redis was not asked
	 * @throws FanOutIncompleteException in a Cluster, if some of the queues have it and
	 * others do not
	 * @throws SendOutcomeUnknownException if it may have been published; to repeat
	 * safely, publish again with {@link SendOptions#id(String)} and the id in the
	 * exception
	 */
	String publish(E payload);

	/**
	 * Publishes a message.
	 * @param payload what to publish
	 * @param options what this message wants otherwise. Id and headers reach the
	 * subscribers, too; whatever else there is concerns the queues, such as a delay, and
	 * must suit each of them. Subscribers hear a delayed message at once.
	 * @return the message's id, the same for subscribers and in all queues
	 * @throws IllegalArgumentException if an option does not suit one of the queues, if
	 * there is a deduplication id, or if the topic names no queue and there is more than
	 * an id and headers
	 * @throws QueueFullException if one of the queues is full
	 * @throws PayloadException if the payload cannot be written; Redis was not asked
	 * @throws FanOutIncompleteException in a Cluster, if some of the queues have it and
	 * others do not
	 * @throws SendOutcomeUnknownException if it may have been published
	 */
	String publish(E payload, SendOptions options);

	/**
	 * Hears what is published from now on, by this process or another. Returns when Redis
	 * has confirmed it, and otherwise when it could not be reached or has not answered
	 * within two seconds; it goes on being tried then, and a warning tells so.
	 * <p>
	 * The listener gets one message after the other, in the order in which they were
	 * heard, on a thread of the topics' own. A slow one holds up no other: up to
	 * {@value #MAX_BUFFERED} messages and {@value #MAX_BUFFERED_BYTES} bytes wait for it,
	 * what is heard past that is dropped, which a warning tells once and
	 * {@link Subscription#dropped()} counts. An exception that it throws is logged, and
	 * it gets the next message. What cannot be read is left out, with a warning.
	 * @param listener takes the payloads
	 * @return the subscription, which lasts until it is closed or the application ends
	 */
	Subscription subscribe(Consumer<? super E> listener);

	/**
	 * The same as {@link #subscribe(Consumer)}, for a listener that wants more than the
	 * payload.
	 * @param listener takes the messages
	 * @return the subscription, which lasts until it is closed or the application ends
	 */
	Subscription subscribeToMessages(Consumer<? super TopicMessage<E>> listener);

	/**
	 * Returns how many messages the subscribers in this process have missed because their
	 * buffers were full.
	 * @return the number since the process has been running
	 */
	long dropped();

}
