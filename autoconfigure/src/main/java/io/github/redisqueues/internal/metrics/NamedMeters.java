package io.github.redisqueues.internal.metrics;

/**
 * The meters of one queue, listener, schedule or lock.
 */
interface NamedMeters {

	/**
	 * Removes the meters from the registry.
	 */
	void remove();

}
