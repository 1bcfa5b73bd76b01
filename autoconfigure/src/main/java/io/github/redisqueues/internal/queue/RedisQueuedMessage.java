package io.github.redisqueues.internal.queue;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import io.github.redisqueues.queue.MessageState;
import io.github.redisqueues.queue.QueuedMessage;

/**
 * A message as a script returned it.
 *
 * @param <E> type of the payload
 * @param message the message with its receipt
 * @param state where it is
 * @param attempts how many times it was delivered
 * @param ahead how many messages are ahead of it, -1 if that is not known
 * @param until when it falls due or its lease ends, by the server's clock
 */
record RedisQueuedMessage<E>(StoredMessage<E> message, MessageState state, int attempts, long ahead,
		Instant until) implements QueuedMessage<E> {

	@Override
	public String id() {
		return this.message.id();
	}

	@Override
	public OptionalLong position() {
		return (this.ahead < 0) ? OptionalLong.empty() : OptionalLong.of(this.ahead);
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
	public Instant sentAt() {
		return this.message.sentAt();
	}

	@Override
	public Optional<Instant> dueAt() {
		return untilIf(MessageState.DELAYED);
	}

	@Override
	public Optional<Instant> leaseUntil() {
		return untilIf(MessageState.IN_FLIGHT);
	}

	private Optional<Instant> untilIf(MessageState expected) {
		return (this.state == expected) ? Optional.of(this.until) : Optional.empty();
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
		return "QueuedMessage[id=" + id() + ", " + this.state + "]";
	}

}
