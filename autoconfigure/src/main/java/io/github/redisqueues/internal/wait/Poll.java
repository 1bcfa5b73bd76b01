package io.github.redisqueues.internal.wait;

/**
 * Asks Redis for what a thread waits for.
 *
 * @param <T> type of what it waits for
 */
@FunctionalInterface
public interface Poll<T> {

	/**
	 * Polls Redis once. In the same step it registers this process as waiting, or removes
	 * the registration.
	 * @param registration which of the two
	 * @return what it took
	 */
	PollResult<T> poll(Registration registration);

}
