package io.github.redisqueues;

/**
 * The application context of a queue, topic or lock was closed, and with it the
 * connection to Redis. Nothing was changed. A loop that calls Redis should end when it
 * catches this, because every further call fails in the same way.
 */
public class ApplicationContextClosedException extends RedisNotExecutedException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message what was not executed
	 */
	public ApplicationContextClosedException(String message) {
		super(message, null, true);
	}

}
