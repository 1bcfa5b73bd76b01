package io.github.redisqueues.queue;

/**
 * Converts payloads to bytes and back. A bean of this type replaces
 * {@link JsonPayloadConverter}. Implementations must be safe for use by several threads.
 * They must not let the bytes choose the class to create, because anyone who can write to
 * Redis could then create any class.
 */
public interface PayloadConverter {

	/**
	 * Writes a payload.
	 * @param payload what to write
	 * @return the bytes
	 * @throws PayloadException if it cannot be written
	 */
	byte[] write(Object payload);

	/**
	 * Reads a payload.
	 * @param <E> type of the payload
	 * @param bytes usually what {@link #write(Object)} returned, but anyone who can write
	 * to Redis may have changed them
	 * @param type class of the payload
	 * @return the payload, never null
	 * @throws PayloadException if the bytes cannot be read as that class
	 */
	<E> E read(byte[] bytes, Class<E> type);

}
