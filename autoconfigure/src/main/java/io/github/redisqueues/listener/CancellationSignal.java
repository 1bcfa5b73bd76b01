package io.github.redisqueues.listener;

/**
 * Tells a handler that its work is no longer wanted. A {@link QueueListener} method that
 * takes one as a parameter can ask it during long work, for example between two steps
 * that do not react to an interrupt. Safe for use by several threads.
 */
public interface CancellationSignal {

	/**
	 * Tells whether a message of this call was cancelled; see
	 * {@link io.github.redisqueues.queue.Delivery#isCancelled()}. The handler is
	 * interrupted at the same time.
	 * @return whether one was
	 */
	boolean isCancelled();

	/**
	 * Tells whether the listener is stopping. The handler is interrupted if it has not
	 * returned by the end of four fifths of the shutdown timeout. The messages of a
	 * handler that is interrupted and throws are returned without counting an attempt.
	 * @return whether it is
	 */
	boolean isStopping();

	/**
	 * Tells whether the handler should end.
	 * @return whether the listener is stopping or a message was cancelled
	 */
	default boolean isRaised() {
		return isCancelled() || isStopping();
	}

}
