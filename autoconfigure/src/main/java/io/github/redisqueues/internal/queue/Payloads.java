package io.github.redisqueues.internal.queue;

import java.lang.reflect.Type;

import io.github.redisqueues.queue.PayloadConverter;
import io.github.redisqueues.queue.PayloadException;
import io.github.redisqueues.queue.PayloadTooLargeException;
import io.github.redisqueues.queue.PayloadTypeException;

import org.springframework.core.ResolvableType;
import org.springframework.util.unit.DataSize;

/**
 * Writes and reads the payloads of one queue or topic. Does not trust the converter:
 * whatever it does, a payload is of the declared class. Safe for use by several threads.
 *
 * @param <E> type of the payloads
 */
final class Payloads<E> {

	private final String owner;

	private final PayloadConverter converter;

	private final Type type;

	private final Class<?> rawType;

	private final DataSize maxSize;

	/**
	 * Checks the type.
	 * @param owner the queue or topic for error messages, at the beginning of a sentence
	 * @param settings what the queue or topic says about its payloads
	 * @param converter the converter, unless the settings have another
	 * @throws PayloadTypeException if the converter does not support the type
	 */
	Payloads(String owner, PayloadSettings<E> settings, PayloadConverter converter) {
		this.owner = owner;
		this.converter = settings.converter().orElse(converter);
		this.type = settings.type().getType();
		this.maxSize = settings.maxSize();
		this.rawType = ResolvableType.forType(this.type).resolve(Object.class);
		this.converter.check(this.type);
	}

	PayloadConverter converter() {
		return this.converter;
	}

	/**
	 * Returns whether a payload that these wrote can be read by the others.
	 */
	boolean areOfSameType(Payloads<?> others) {
		return this.rawType == others.rawType && text().equals(others.text());
	}

	/**
	 * Returns the type as it is written in a property.
	 */
	String text() {
		return ResolvableType.forType(this.type).toString();
	}

	/**
	 * Writes a payload.
	 * @throws IllegalArgumentException if it is null or not of the declared type
	 * @throws PayloadException if it cannot be written
	 */
	byte[] write(E payload) {
		if (payload == null) {
			throw new IllegalArgumentException(this.owner + " takes no null as a payload");
		}
		if (!this.rawType.isInstance(payload)) {
			throw new IllegalArgumentException(
					this.owner + " takes payloads of type " + text() + ", but got " + payload.getClass().getName());
		}
		byte[] bytes = this.converter.write(payload, this.type);
		requireSize(bytes);
		return bytes;
	}

	/**
	 * Checks the size of a payload.
	 * @throws PayloadTooLargeException if it is too large
	 */
	void requireSize(byte[] payload) {
		if (this.maxSize.toBytes() > 0 && payload.length > this.maxSize.toBytes()) {
			throw new PayloadTooLargeException(this.owner, payload.length, this.maxSize);
		}
	}

	/**
	 * Reads a payload.
	 * @return a new object for each call
	 * @throws PayloadException if it cannot be read
	 */
	@SuppressWarnings("unchecked")
	E read(byte[] bytes) {
		Object payload;
		try {
			payload = this.converter.read(bytes, this.type);
		}
		catch (PayloadException ex) {
			throw ex;
		}
		catch (RuntimeException | LinkageError | AssertionError | StackOverflowError ex) {
			throw new PayloadException(
					"The payload cannot be read as " + text() + " (" + ex.getClass().getSimpleName() + ")", ex);
		}
		if (payload == null) {
			throw new PayloadException("The payload converter returned null", null);
		}
		if (!this.rawType.isInstance(payload)) {
			throw new PayloadException(
					"The payload converter returned a " + payload.getClass().getName() + ", not a " + text(), null);
		}
		return (E) payload;
	}

}
