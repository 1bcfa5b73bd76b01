package io.github.redisqueues.listener;

import java.time.Duration;

/**
 * What an {@link ErrorHandler} sees when a handler took longer than its time limit, and
 * threw something after it was interrupted.
 */
public class TimeLimitExceeded extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public TimeLimitExceeded(Duration limit, Throwable cause) {
		super("took longer than its time limit of " + limit.toMillis() + " ms", cause);
	}

}
