package io.github.redisqueues.queue;

/**
 * Where a message is in its queue.
 */
public enum MessageState {

	/**
	 * A consumer can take it.
	 */
	READY,

	/**
	 * It waits behind another message of its group.
	 */
	WAITING,

	/**
	 * It is not due yet.
	 */
	DELAYED,

	/**
	 * A consumer has leased it.
	 */
	IN_FLIGHT,

	/**
	 * It is a dead letter.
	 */
	DEAD

}
