package io.github.redisqueues.queue;

/**
 * Order in which a queue delivers its ready messages.
 */
public enum QueueType {

	/**
	 * First in, first out.
	 */
	FIFO,

	/**
	 * Last in, first out.
	 */
	LIFO,

	/**
	 * By {@link SendOptions#priority(int) priority}; first in, first out among equal
	 * priorities.
	 */
	PRIORITY,

	/**
	 * By due time. For queues that delay every message; single messages can be delayed on
	 * every type of queue.
	 */
	DELAY

}
