package io.github.redisqueues.internal.queue;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import io.github.redisqueues.queue.PayloadException;
import org.jspecify.annotations.Nullable;

/**
 * A message as a script returned it: its id, its receipt and its envelope. The payload is
 * read on demand. Immutable.
 *
 * @param <E> type of the payload
 */
final class StoredMessage<E> {

	private final String id;

	private final String receipt;

	private final byte[] stored;

	private final Payloads<E> payloads;

	private final @Nullable Envelope envelope;

	private final @Nullable PayloadException failure;

	/**
	 * Creates a message and reads its envelope, but not its payload.
	 * @param id its id
	 * @param receipt the number of an attempt, followed for some messages by a dot and a
	 * moment, as {@code receipts.lua} writes it; empty if the message is not leased
	 * @param stored the envelope, which anyone with access to Redis may have written
	 * @param payloads reads the payload
	 */
	StoredMessage(String id, String receipt, byte[] stored, Payloads<E> payloads) {
		this.id = id;
		this.receipt = receipt;
		this.stored = stored;
		this.payloads = payloads;
		Envelope read = null;
		PayloadException unreadable = null;
		try {
			read = Envelope.read(stored);
		}
		catch (PayloadException ex) {
			unreadable = ex;
		}
		this.envelope = read;
		this.failure = unreadable;
	}

	String id() {
		return this.id;
	}

	String receipt() {
		return this.receipt;
	}

	/**
	 * Returns the attempt in the receipt, at least 1.
	 */
	int attempt() {
		return attempt(this.receipt);
	}

	/**
	 * Returns the attempt in a receipt, at least 1.
	 */
	static int attempt(String receipt) {
		int end = receipt.indexOf('.');
		try {
			return Math.max(1, Integer.parseInt((end < 0) ? receipt : receipt.substring(0, end)));
		}
		catch (NumberFormatException ex) {
			// Not written by our scripts; the message itself may be fine
			return 1;
		}
	}

	/**
	 * Returns the envelope as it is stored. Not a copy.
	 */
	byte[] stored() {
		return this.stored;
	}

	/**
	 * Reads the payload.
	 * @return a new object for each call
	 * @throws PayloadException if the envelope or the payload cannot be read
	 */
	E payload() {
		if (this.envelope == null) {
			throw new PayloadException(String.valueOf((this.failure != null) ? this.failure.getMessage() : null),
					this.failure);
		}
		return this.payloads.read(this.envelope.payload());
	}

	/**
	 * Returns a copy of the payload's bytes, or of the whole envelope if it cannot be
	 * read.
	 */
	byte[] bytes() {
		return ((this.envelope != null) ? this.envelope.payload() : this.stored).clone();
	}

	/**
	 * Returns the deduplication id as it is stored, empty if there is none.
	 */
	byte[] deduplicationId() {
		return (this.envelope != null) ? this.envelope.deduplicationId() : new byte[0];
	}

	/**
	 * Returns when the message was sent, the epoch if the envelope cannot be read.
	 */
	Instant sentAt() {
		return (this.envelope != null) ? this.envelope.sentAt() : Instant.EPOCH;
	}

	Optional<String> group() {
		return (this.envelope != null) ? this.envelope.group() : Optional.empty();
	}

	/**
	 * Returns how many deliveries the message may have.
	 * @param ofQueue the queue's number, which applies if the message has none of its own
	 */
	int maxAttempts(int ofQueue) {
		return (this.envelope != null && this.envelope.maxAttempts() > 0) ? this.envelope.maxAttempts() : ofQueue;
	}

	Map<String, String> headers() {
		return (this.envelope != null) ? this.envelope.headers() : Map.of();
	}

}
