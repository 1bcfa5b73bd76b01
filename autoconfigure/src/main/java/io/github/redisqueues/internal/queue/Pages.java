package io.github.redisqueues.internal.queue;

import io.github.redisqueues.queue.RedisQueue;

/**
 * The bounds of a page that can be browsed.
 */
final class Pages {

	private Pages() {
	}

	static void require(int offset, int limit) {
		if (offset < 0) {
			throw new IllegalArgumentException("offset must not be negative, but is " + offset);
		}
		if (limit < 0 || limit > RedisQueue.MAX_BATCH_SIZE) {
			throw new IllegalArgumentException("limit must be 0 to " + RedisQueue.MAX_BATCH_SIZE + ", but is " + limit);
		}
	}

}
