package io.github.redisqueues.queue;

/**
 * Turns payloads into bytes and back. A bean of this type replaces the default one, which
 * writes JSON. Implementations must be safe for use by several threads, and must never
 * let the bytes decide which class is made of them: whoever can write to Redis could
 * otherwise choose one.
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
	 * @param bytes what {@link #write(Object)} returned, or anything else that somebody
	 * put there
	 * @param type what to read
	 * @return the payload, never null
	 * @throws PayloadException if the bytes are not such a payload
	 */
	<E> E read(byte[] bytes, Class<E> type);

}
