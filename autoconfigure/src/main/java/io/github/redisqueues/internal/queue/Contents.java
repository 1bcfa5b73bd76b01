package io.github.redisqueues.internal.queue;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import io.github.redisqueues.queue.PayloadConverter;
import io.github.redisqueues.queue.PayloadException;
import org.jspecify.annotations.Nullable;

/**
 * What is inside a stored message, read when it is asked for. Immutable.
 *
 * @param <E> type of the payload
 */
final class Contents<E> {

	private final byte[] stored;

	private final PayloadConverter converter;

	private final Class<E> type;

	private final @Nullable Envelope envelope;

	private final @Nullable PayloadException failure;

	Contents(byte[] stored, PayloadConverter converter, Class<E> type) {
		this.stored = stored;
		this.converter = converter;
		this.type = type;
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

	E payload() {
		if (this.envelope == null) {
			throw new PayloadException(String.valueOf((this.failure != null) ? this.failure.getMessage() : null),
					this.failure);
		}
		try {
			return this.converter.read(this.envelope.payload(), this.type);
		}
		catch (PayloadException ex) {
			throw ex;
		}
		catch (RuntimeException | LinkageError | AssertionError | StackOverflowError ex) {
			throw new PayloadException(
					"The payload cannot be read as " + this.type.getName() + " (" + ex.getClass().getSimpleName() + ")",
					ex);
		}
	}

	byte[] bytes() {
		return ((this.envelope != null) ? this.envelope.payload() : this.stored).clone();
	}

	byte[] deduplicationId() {
		return (this.envelope != null) ? this.envelope.deduplicationId() : new byte[0];
	}

	Instant sentAt() {
		return (this.envelope != null) ? this.envelope.sentAt() : Instant.EPOCH;
	}

	Optional<String> group() {
		return (this.envelope != null) ? this.envelope.group() : Optional.empty();
	}

	Map<String, String> headers() {
		return (this.envelope != null) ? this.envelope.headers() : Map.of();
	}

}
