package io.github.redisqueues.internal.queue;

/**
 * State of a circuit.
 */
public enum CircuitState {

	/**
	 * Messages are delivered.
	 */
	CLOSED,

	/**
	 * No messages are delivered.
	 */
	OPEN,

	/**
	 * Messages are delivered one at a time.
	 */
	HALF_OPEN

}
