package io.github.redisqueues.internal.wait;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Takes what Redis has sent to this process for a thread that waits.
 *
 * @param <T> type of what the thread waits for
 */
@FunctionalInterface
public interface PushTaker<T> {

	/**
	 * Takes what was sent. Runs on the thread of the waiter, and without a lock.
	 * @param push what was sent
	 * @return what the waiter gets; empty if it goes on waiting, as there was nothing to
	 * take; null if another waiter is to take it
	 */
	@Nullable List<T> take(Push push);

}
