package io.github.redisqueues.queue;

/**
 * Which of its ready messages a queue gives out next.
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
	 * By {@link SendOptions#priority(int) priority}, and first in, first out among
	 * equals.
	 */
	PRIORITY,

	/**
	 * By the moment at which a message falls due. Meant for queues with a delay of their
	 * own; delays of single messages work on every type.
	 */
	DELAY

}
