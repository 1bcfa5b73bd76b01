package io.github.redisqueues.queue;

import java.lang.reflect.Type;

/**
 * A {@link PayloadConverter} cannot write payloads of a type, or not read them back.
 * Thrown when a queue or topic of that type is created.
 */
public class PayloadTypeException extends PayloadException {

	private static final long serialVersionUID = 1L;

	private final String reason;

	private final String action;

	/**
	 * Creates an exception.
	 * @param type the declared type of the payloads
	 * @param reason what is wrong with it, without a full stop
	 * @param action what to write instead, as a sentence
	 */
	public PayloadTypeException(Type type, String reason, String action) {
		super("Payloads of type " + type.getTypeName() + " are not supported: " + reason + ". " + action, null);
		this.reason = reason;
		this.action = action;
	}

	/**
	 * Returns what is wrong with the type.
	 * @return the reason, without a full stop
	 */
	public String reason() {
		return this.reason;
	}

	/**
	 * Returns what to write instead.
	 * @return a sentence
	 */
	public String action() {
		return this.action;
	}

}
