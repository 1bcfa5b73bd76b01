package io.github.redisqueues.internal.queue;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import io.github.redisqueues.queue.DeadLetter;

/**
 * A message as a script saw it among the dead letters.
 *
 * @param <E> type of the payload
 * @param seen what the script saw
 * @param contents what is inside
 */
record RedisDeadLetter<E>(SeenMessage seen, Contents<E> contents) implements DeadLetter<E> {

	@Override
	public String id() {
		return this.seen.id();
	}

	@Override
	public String reason() {
		return this.seen.reason();
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
		return EXPIRED.equals(reason()) ? 0 : Receipts.attemptOf(this.seen.receipt());
	}

	@Override
	public Instant sentAt() {
		return this.contents.sentAt();
	}

	@Override
	public Instant diedAt() {
		return Instant.ofEpochMilli(this.seen.moment());
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
		return "DeadLetter[id=" + id() + ", reason=" + reason() + "]";
	}

}
