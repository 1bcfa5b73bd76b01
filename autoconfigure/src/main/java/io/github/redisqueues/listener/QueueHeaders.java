package io.github.redisqueues.listener;

/**
 * Names of the headers that a {@link QueueListener} method can take beside those of the
 * message, with {@link org.springframework.messaging.handler.annotation.Header}. A
 * {@link org.springframework.messaging.Message} has them too. A header of the message
 * that has one of these names is hidden.
 */
public final class QueueHeaders {

	/**
	 * The message's id, a {@code String}; see {@link MessageId}.
	 */
	public static final String MESSAGE_ID = "queue_messageId";

	/**
	 * The number of the delivery attempt, an {@code Integer}; see {@link Attempt}.
	 */
	public static final String ATTEMPT = "queue_attempt";

	/**
	 * The name of the queue, a {@code String}.
	 */
	public static final String QUEUE = "queue_name";

	/**
	 * When the message was sent, an {@link java.time.Instant}.
	 */
	public static final String SENT_AT = "queue_sentAt";

	/**
	 * The message's group, a {@code String}; absent if there is none.
	 */
	public static final String GROUP = "queue_group";

	/**
	 * The {@link io.github.redisqueues.queue.Delivery}.
	 */
	public static final String DELIVERY = "queue_delivery";

	private QueueHeaders() {
	}

}
