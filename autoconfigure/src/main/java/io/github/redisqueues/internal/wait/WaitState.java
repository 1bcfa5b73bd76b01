package io.github.redisqueues.internal.wait;

/**
 * Whether the threads of a process may wait, and ask Redis.
 */
enum WaitState {

	/**
	 * They wait and ask Redis.
	 */
	OPEN,

	/**
	 * They wait and do not ask Redis.
	 */
	PAUSED,

	/**
	 * None waits any more.
	 */
	CLOSED

}
