package io.github.redisqueues.internal.queue;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import io.github.redisqueues.queue.QueuedMessage;

/**
 * A message as a script saw it waiting.
 *
 * @param <E> type of the payload
 * @param seen what the script saw
 * @param contents what is inside
 */
record RedisQueuedMessage<E>(SeenMessage seen, Contents<E> contents) implements QueuedMessage<E> {

	@Override
	public String id() {
		return this.seen.id();
	}

	@Override
	public E payload() {
		return this.contents.payload();
	}

	@Override
	public byte[] bytes() {
		return this.contents.bytes();
	}

	@Override
	public int attempts() {
		return Receipts.attemptOf(this.seen.receipt()) - 1;
	}

	@Override
	public Instant sentAt() {
		return this.contents.sentAt();
	}

	@Override
	public Optional<Instant> dueAt() {
		return (this.seen.moment() < 0) ? Optional.empty() : Optional.of(Instant.ofEpochMilli(this.seen.moment()));
	}

	@Override
	public Optional<String> group() {
		return this.contents.group();
	}

	@Override
	public Map<String, String> headers() {
		return this.contents.headers();
	}

	@Override
	public String toString() {
		return "QueuedMessage[id=" + id() + "]";
	}

}
