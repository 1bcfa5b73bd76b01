package io.github.redisqueues.queue;

import org.springframework.util.unit.DataSize;

/**
 * A payload is larger than its queue or topic allows. Redis was not called. To send large
 * content, store it elsewhere and send a reference, or raise {@code max-payload-size}.
 */
public class PayloadTooLargeException extends PayloadException {

	private static final long serialVersionUID = 1L;

	private final long size;

	private final long limit;

	/**
	 * Creates an exception.
	 * @param owner the queue or topic, at the beginning of a sentence
	 * @param size size of the payload in bytes
	 * @param limit the largest payload allowed
	 */
	public PayloadTooLargeException(String owner, long size, DataSize limit) {
		super(owner + " takes payloads of up to " + limit.toBytes() + " bytes, but this one has " + size
				+ ". Send a reference to the content instead, or raise max-payload-size", null);
		this.size = size;
		this.limit = limit.toBytes();
	}

	/**
	 * Returns the size of the payload as it would have been stored.
	 * @return the size in bytes
	 */
	public long size() {
		return this.size;
	}

	/**
	 * Returns the largest size allowed.
	 * @return the size in bytes
	 */
	public long limit() {
		return this.limit;
	}

}
