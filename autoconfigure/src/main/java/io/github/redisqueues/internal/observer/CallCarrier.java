package io.github.redisqueues.internal.observer;

import java.util.function.Supplier;

/**
 * Carries the current call of one thread to another one.
 */
@FunctionalInterface
public interface CallCarrier {

	/**
	 * Carries nothing.
	 */
	CallCarrier NONE = () -> CallScope.NONE;

	/**
	 * Makes the call of the other thread the current one of this thread.
	 * @return the scope to close
	 */
	CallScope open();

	/**
	 * Runs a task within the call.
	 * @param <T> type of the result
	 * @param task the task
	 * @return a task that does the same on any thread
	 */
	default <T> Supplier<T> carry(Supplier<T> task) {
		return () -> {
			try (CallScope scope = open()) {
				return task.get();
			}
		};
	}

}
