package io.github.redisqueues.internal.observer;

/**
 * Makes a call the current one of a thread until it is closed, on the same thread.
 */
@FunctionalInterface
public interface CallScope extends AutoCloseable {

	/**
	 * Does nothing.
	 */
	CallScope NONE = () -> {
	};

	@Override
	void close();

}
