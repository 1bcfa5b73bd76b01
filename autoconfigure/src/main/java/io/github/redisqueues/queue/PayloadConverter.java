package io.github.redisqueues.queue;

import java.lang.reflect.Type;

/**
 * Converts payloads to bytes and back. {@link JsonPayloadConverter} is the default. A
 * bean of this type replaces it for all queues and topics, or only for those whose
 * {@code payload-converter} names the bean. Implementations must be safe for use by
 * several threads. They must not let the bytes choose the class to create, because anyone
 * who can write to Redis could then create any class.
 */
public interface PayloadConverter {

	/**
	 * Writes a payload.
	 * @param payload what to write, an instance of the raw class of the type
	 * @param type the declared type of the payloads, with its type arguments
	 * @return the bytes
	 * @throws PayloadException if it cannot be written, or could not be read back
	 */
	byte[] write(Object payload, Type type);

	/**
	 * Reads a payload.
	 * @param bytes usually what {@link #write(Object, Type)} returned, but anyone who can
	 * write to Redis may have changed them
	 * @param type the declared type of the payloads, with its type arguments
	 * @return the payload, an instance of that type, never null
	 * @throws PayloadException if the bytes cannot be read as that type
	 */
	Object read(byte[] bytes, Type type);

	/**
	 * Checks a type when a queue or topic of it is created, before the first payload.
	 * Accepts every type by default.
	 * @param type the declared type of the payloads, with its type arguments
	 * @throws PayloadTypeException if payloads of that type could not be written, or not
	 * be read back
	 */
	default void check(Type type) {
	}

}
