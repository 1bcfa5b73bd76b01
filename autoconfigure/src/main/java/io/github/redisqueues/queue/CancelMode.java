package io.github.redisqueues.queue;

/**
 * Which messages a cancellation removes.
 */
public enum CancelMode {

	/**
	 * Only a message that no consumer has taken.
	 */
	UNTAKEN,

	/**
	 * A message in flight, too. Its delivery can no longer be settled. If a listener
	 * works on it, in whatever process, the listener's handler is interrupted: at once
	 * or, if the notice is lost, when its lease is renewed, after a third of the queue's
	 * lease time. What the handler then throws is ignored.
	 */
	INTERRUPT

}
