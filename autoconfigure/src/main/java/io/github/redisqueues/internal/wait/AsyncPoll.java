package io.github.redisqueues.internal.wait;

import java.util.concurrent.CompletionStage;

/**
 * Asks Redis, without blocking a thread, for what a caller waits for.
 *
 * @param <T> type of what it waits for
 */
@FunctionalInterface
public interface AsyncPoll<T> {

	/**
	 * Polls Redis once. In the same step it registers this process as waiting, or removes
	 * the registration. Must not block.
	 * @param registration which of the two
	 * @return completes with what it took
	 */
	CompletionStage<PollResult<T>> poll(Registration registration);

}
