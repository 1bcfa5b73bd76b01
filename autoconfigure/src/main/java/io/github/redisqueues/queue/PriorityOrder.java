package io.github.redisqueues.queue;

/**
 * Which end of a priority queue is served first.
 */
public enum PriorityOrder {

	/**
	 * The message with the largest number is next.
	 */
	HIGHEST_FIRST,

	/**
	 * The message with the smallest number is next.
	 */
	LOWEST_FIRST

}
