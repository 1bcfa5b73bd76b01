package io.github.redisqueues.internal.queue;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import io.github.redisqueues.queue.DeadLetter;

/**
 * A dead letter as a script returned it.
 *
 * @param <E> type of the payload
 * @param message the message with the receipt of its last attempt
 * @param stored why it is dead
 * @param diedAt when it became a dead letter, by the server's clock
 */
record RedisDeadLetter<E>(StoredMessage<E> message, DeathReason stored, Instant diedAt) implements DeadLetter<E> {

	@Override
	public String reason() {
		return this.stored.text();
	}

	@Override
	public String fingerprint() {
		return this.stored.fingerprint();
	}

	@Override
	public Optional<String> version() {
		return this.stored.version();
	}

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
		return EXPIRED.equals(reason()) ? 0 : this.message.attempt();
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
		return "DeadLetter[id=" + id() + ", reason=" + reason() + "]";
	}

}
