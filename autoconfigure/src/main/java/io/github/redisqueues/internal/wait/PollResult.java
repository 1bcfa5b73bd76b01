package io.github.redisqueues.internal.wait;

import java.util.List;

/**
 * The result of polling Redis once: what was taken, whether more is ready, and when to
 * poll again. Immutable.
 *
 * @param <T> type of what was taken
 * @param items what was taken, in order; empty if there was nothing
 * @param hasMore whether more is ready now
 * @param nextPollMillis in how many milliseconds there may be something to take, -1 if
 * that is not known
 */
public record PollResult<T>(List<T> items, boolean hasMore, long nextPollMillis) {

	/**
	 * Returns whether nothing was taken.
	 * @return true if there are no items
	 */
	public boolean isEmpty() {
		return this.items.isEmpty();
	}

}
