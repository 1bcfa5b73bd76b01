package io.github.redisqueues.queue;

/**
 * Order of the priorities in a priority queue.
 */
public enum PriorityOrder {

	/**
	 * The message with the highest priority is next.
	 */
	HIGHEST_FIRST,

	/**
	 * The message with the lowest priority is next.
	 */
	LOWEST_FIRST

}
