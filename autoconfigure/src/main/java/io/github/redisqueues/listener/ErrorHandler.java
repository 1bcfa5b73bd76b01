package io.github.redisqueues.listener;

import io.github.redisqueues.queue.Delivery;

/**
 * Decides what to do with a message whose handler failed. Called on the workers' threads,
 * by several of them at the same time.
 */
@FunctionalInterface
public interface ErrorHandler {

	/**
	 * Decides what to do after a failure. If this method throws, the exception is logged
	 * and the suggested action is taken. It is not called for a message that the handler
	 * settled before it threw.
	 * @param delivery the message; a message that is settled here stays settled, and the
	 * returned action is ignored
	 * @param failure what the handler threw, an exception or an {@link Error}
	 * @param suggested the action that is taken without an error handler:
	 * {@link FailureAction#deadLetter} for {@link DoNotRetry} and the configured classes,
	 * {@link FailureAction#retryAfter} for {@link RetryLater}, and
	 * {@link FailureAction#retry()} for everything else
	 * @return the action to take, for example {@code suggested}
	 */
	FailureAction onFailure(Delivery<?> delivery, Throwable failure, FailureAction suggested);

}
