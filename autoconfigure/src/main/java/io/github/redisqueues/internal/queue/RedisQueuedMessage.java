package io.github.redisqueues.internal.queue;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import io.github.redisqueues.queue.QueuedMessage;

/**
 * A waiting message as a script returned it.
 *
 * @param <E> type of the payload
 * @param message the message with the receipt of its next attempt
 * @param dueAt when it falls due, by the server's clock; empty if it is ready
 */
record RedisQueuedMessage<E>(StoredMessage<E> message, Optional<Instant> dueAt) implements QueuedMessage<E> {

	@Override
	public String id() {
		return this.message.id();
	}

	@Override
	public E payload() {
		return this.message.payload();
	}

	@Override
	public byte[] bytes() {
		return this.message.bytes();
	}

	@Override
	public int attempts() {
		return this.message.attempt() - 1;
	}

	@Override
	public Instant sentAt() {
		return this.message.sentAt();
	}

	@Override
	public Optional<String> group() {
		return this.message.group();
	}

	@Override
	public Map<String, String> headers() {
		return this.message.headers();
	}

	@Override
	public String toString() {
		return "QueuedMessage[id=" + id() + "]";
	}

}
