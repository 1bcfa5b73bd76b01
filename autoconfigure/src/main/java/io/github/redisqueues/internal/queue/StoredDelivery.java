package io.github.redisqueues.internal.queue;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import io.github.redisqueues.queue.Delivery;
import org.jspecify.annotations.Nullable;

/**
 * The part of a delivery that Redis has stored. Safe for use by several threads.
 *
 * @param <E> type of the payload
 */
abstract class StoredDelivery<E> implements Delivery<E>, TakenMessage {

	private final StoredMessage<E> message;

	private volatile @Nullable E payload;

	StoredDelivery(StoredMessage<E> message) {
		this.message = message;
	}

	StoredMessage<E> message() {
		return this.message;
	}

	@Override
	public String id() {
		return this.message.id();
	}

	/**
	 * Reads the payload on the first call, and returns that object from then on.
	 * @return the payload
	 * @throws io.github.redisqueues.queue.PayloadException if it cannot be read, which no
	 * user sees: a delivery whose payload cannot be read is not handed out
	 */
	@Override
	public E payload() {
		E known = this.payload;
		if (known == null) {
			known = this.message.payload();
			this.payload = known;
		}
		return known;
	}

	@Override
	public int attempt() {
		return this.message.attempt();
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
	public boolean isFresh() {
		return this.message.isFresh();
	}

}
