package io.github.redisqueues.internal.observer;

/**
 * How an observed call ended.
 */
public enum CallOutcome {

	/**
	 * The messages are done.
	 */
	ACKED,

	/**
	 * The lock was acquired.
	 */
	ACQUIRED,

	/**
	 * The lock was not free.
	 */
	UNAVAILABLE,

	/**
	 * A message was returned without counting the attempt.
	 */
	RELEASED,

	/**
	 * The lease of a message ended, or the message was removed, before it was settled.
	 */
	LEASE_LOST,

	/**
	 * A message failed and is delivered again.
	 */
	RETRIED,

	/**
	 * A message became a dead letter.
	 */
	DEAD

}
