package io.github.redisqueues.listener;

import java.time.Duration;

/**
 * Passed to the {@link ErrorHandler} when a handler exceeded its time limit and threw an
 * exception after it was interrupted. The cause is that exception.
 */
public class TimeLimitExceeded extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param limit the time limit
	 * @param cause what the handler threw
	 */
	public TimeLimitExceeded(Duration limit, Throwable cause) {
		super("handler exceeded its time limit of " + limit.toMillis() + " ms", cause);
	}

}
