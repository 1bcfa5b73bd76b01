package io.github.redisqueues.listener;

import io.github.redisqueues.queue.Delivery;

/**
 * Decides what becomes of a message whose handler failed, and may tell somebody. Called
 * on the worker's thread, by several of them at once.
 */
@FunctionalInterface
public interface ErrorHandler {

	/**
	 * Decides about a failure. An exception out of this method is logged, and what was
	 * suggested is done.
	 * @param delivery the message; settling it here has the same effect as in the handler
	 * @param failure what the handler threw; also an {@link Error}
	 * @param suggested what is done without an error handler:
	 * {@link FailureAction#deadLetter} for {@link DoNotRetry} and the configured classes,
	 * {@link FailureAction#retryAfter} for {@link RetryLater}, and
	 * {@link FailureAction#retry()} for all else
	 * @return what is to be done, for example {@code suggested}
	 */
	FailureAction onFailure(Delivery<?> delivery, Throwable failure, FailureAction suggested);

}
