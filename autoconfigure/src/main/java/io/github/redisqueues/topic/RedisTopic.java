package io.github.redisqueues.topic;

import java.util.function.Consumer;

import io.github.redisqueues.queue.FanOutIncompleteException;
import io.github.redisqueues.queue.PayloadException;
import io.github.redisqueues.queue.QueueFullException;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.queue.SendOutcomeUnknownException;

import org.springframework.core.ParameterizedTypeReference;

/**
 * A named topic in Redis, shared by all processes that use its name. A published message
 * goes to two kinds of receiver:
 * <ul>
 * <li><b>Subscribers</b> in every connected process receive it at most once. A process
 * that is down or reconnecting misses it. So does a subscriber whose buffer is full.
 * <li><b>The topic's queues</b>, if it has any, receive it like any other message, so
 * their consumers handle it at least once.
 * </ul>
 * On a single server, or a master with replicas, a publish is one script and therefore
 * atomic: if one of the queues is full, no queue and no subscriber receives the message.
 * In a Cluster, a topic with several queues runs one script for each, in the order of the
 * topic's queues, and publishes to the subscribers last. It stops at the first queue that
 * is full or fails, and a {@link FanOutIncompleteException} names the queues that have
 * the message. If an exception leaves the outcome open, publish again with the same id:
 * this completes the publish without duplicates. A queue ignores an id while its message
 * is unsettled and during the queue's {@code duplicate-window}. A subscriber ignores an
 * id that is among the last {@value #REMEMBERED} it received.
 * <p>
 * Safe for use by several threads. No argument may be null, and no method returns null.
 * If Redis cannot be reached, publishing throws an exception within the client's command
 * timeout: {@link io.github.redisqueues.RedisNotExecutedException} if nothing was
 * changed, {@link SendOutcomeUnknownException} if the message may have been published.
 *
 * @param <E> type of the payloads, as the topic's {@code payload-type} declares it
 */
public interface RedisTopic<E> {

	/**
	 * Maximum number of messages that wait for one subscriber.
	 */
	int MAX_BUFFERED = 1_000;

	/**
	 * Maximum number of bytes that wait for one subscriber. A single message may be
	 * larger.
	 */
	int MAX_BUFFERED_BYTES = 16 * 1024 * 1024;

	/**
	 * Number of ids that a subscriber remembers to detect duplicates.
	 */
	int REMEMBERED = 256;

	/**
	 * Returns the topic's name, as declared under {@code queues.topics}.
	 * @return the name
	 */
	String name();

	/**
	 * Returns the type of the payloads.
	 * @return the type, with its type arguments
	 */
	ParameterizedTypeReference<E> payloadType();

	/**
	 * Publishes a message.
	 * @param payload the payload
	 * @return the message's id, the same for subscribers and in all queues
	 * @throws QueueFullException if one of the queues is full
	 * @throws PayloadException if the payload cannot be serialized; nothing was sent to
	 * Redis
	 * @throws FanOutIncompleteException in a Cluster, if only some of the queues have the
	 * message
	 * @throws SendOutcomeUnknownException if the message may have been published; to
	 * retry safely, publish again with {@link SendOptions#id(String)} and the exception's
	 * id
	 */
	String publish(E payload);

	/**
	 * Publishes a message with options.
	 * @param payload the payload
	 * @param options the options. Subscribers receive the id and the headers. All other
	 * options, such as a delay, apply to the queues only and must be valid for each of
	 * them. Subscribers receive a delayed message at once.
	 * @return the message's id, the same for subscribers and in all queues
	 * @throws IllegalArgumentException if an option is not valid for one of the queues,
	 * if there is a deduplication id, or if the topic has no queues and there are options
	 * other than an id and headers
	 * @throws QueueFullException if one of the queues is full
	 * @throws PayloadException if the payload cannot be serialized; nothing was sent to
	 * Redis
	 * @throws FanOutIncompleteException in a Cluster, if only some of the queues have the
	 * message
	 * @throws SendOutcomeUnknownException if the message may have been published
	 */
	String publish(E payload, SendOptions options);

	/**
	 * Subscribes to messages that are published from now on, by any process. Returns when
	 * Redis has confirmed the subscription. If Redis cannot be reached, or has not
	 * confirmed within two seconds, this logs a warning and returns, and the subscription
	 * is retried in the background.
	 * <p>
	 * The listener receives one message at a time, in the order of arrival, on a thread
	 * of the topic factory. A slow listener does not delay others: up to
	 * {@value #MAX_BUFFERED} messages and {@value #MAX_BUFFERED_BYTES} bytes are buffered
	 * for it. Further messages are dropped; a warning is logged, and
	 * {@link Subscription#dropped()} counts them. If the listener throws, the exception
	 * is logged and the next message follows. A message that cannot be read is skipped
	 * with a warning.
	 * @param listener receives the payloads
	 * @return the subscription, which lasts until it is closed or the application stops
	 */
	Subscription subscribe(Consumer<? super E> listener);

	/**
	 * Subscribes like {@link #subscribe(Consumer)}, for a listener that also needs the
	 * id, the time or the headers.
	 * @param listener receives the messages
	 * @return the subscription, which lasts until it is closed or the application stops
	 */
	Subscription subscribeToMessages(Consumer<? super TopicMessage<E>> listener);

	/**
	 * Returns how many messages were dropped because the buffers of this topic's
	 * subscribers in this process were full.
	 * @return the number since the topic was created
	 */
	long dropped();

}
