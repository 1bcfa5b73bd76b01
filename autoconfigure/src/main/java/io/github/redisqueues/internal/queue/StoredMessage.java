package io.github.redisqueues.internal.queue;

import java.time.Instant;
import java.util.List;
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
final class StoredMessage<E> implements TakenMessage {

	/**
	 * The lease of a message when it was taken.
	 *
	 * @param until its deadline as it is stored
	 * @param at when Redis was asked for it, as {@link System#nanoTime()} tells it
	 */
	record Taken(double until, long at) {
	}

	/**
	 * The receipt of a message that has no other.
	 */
	static final String FIRST_RECEIPT = "1";

	private final String id;

	private final String receipt;

	private final byte[] stored;

	private final Taken taken;

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
		this(id, receipt, new Taken(0, 0), stored, payloads);
	}

	/**
	 * Creates a message that was just leased.
	 * @param taken its lease
	 */
	StoredMessage(String id, String receipt, Taken taken, byte[] stored, Payloads<E> payloads) {
		this.id = id;
		this.receipt = receipt;
		this.taken = taken;
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

	@Override
	public String id() {
		return this.id;
	}

	String receipt() {
		return this.receipt;
	}

	/**
	 * Returns the deadline of the lease when it was taken, as it is stored.
	 */
	double takenUntil() {
		return this.taken.until();
	}

	/**
	 * Returns when Redis was asked for the message, as {@link System#nanoTime()} tells
	 * it.
	 */
	long takenAt() {
		return this.taken.at();
	}

	/**
	 * Returns the attempt in the receipt, at least 1.
	 */
	@Override
	public int attempt() {
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
	 * Returns whether the receipt is the first one. That of a message with an id of the
	 * caller's names the moment at which the message entered the queue, which differs
	 * from that of the send if it has been redriven, moved or given back since.
	 */
	@Override
	public boolean isFresh() {
		return this.receipt.equals(FIRST_RECEIPT) || (this.envelope != null
				&& this.receipt.startsWith("1." + this.envelope.sentAt().toEpochMilli() + "-"));
	}

	/**
	 * Returns whether nothing but the message ends with it, see {@code ack-plain.lua}.
	 */
	boolean isPlain() {
		return this.receipt.equals(FIRST_RECEIPT) && this.envelope != null
				&& this.envelope.deduplicationId().length == 0 && this.envelope.group().isEmpty();
	}

	/**
	 * Returns for how long the message was delayed when it was sent, 0 if that is not
	 * known.
	 */
	long delayMillis() {
		String delay = headers().getOrDefault(OutgoingCall.DELAY_HEADER, "0");
		try {
			return Long.parseLong(delay);
		}
		catch (NumberFormatException ex) {
			// Anyone may set a header
			return 0;
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
	@Override
	public Instant sentAt() {
		return (this.envelope != null) ? this.envelope.sentAt() : Instant.EPOCH;
	}

	@Override
	public Optional<String> group() {
		return (this.envelope != null) ? this.envelope.group() : Optional.empty();
	}

	/**
	 * Returns how many deliveries the message may have.
	 * @param ofQueue the queue's number, which applies if the message has none of its own
	 */
	int maxAttempts(int ofQueue) {
		return (this.envelope != null && this.envelope.maxAttempts() > 0) ? this.envelope.maxAttempts() : ofQueue;
	}

	@Override
	public Map<String, String> headers() {
		return (this.envelope != null) ? this.envelope.headers() : Map.of();
	}

}
