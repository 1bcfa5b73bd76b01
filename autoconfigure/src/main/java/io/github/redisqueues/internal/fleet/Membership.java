package io.github.redisqueues.internal.fleet;

/**
 * A listener that the other processes know of. Safe for use by several threads.
 */
public interface Membership extends AutoCloseable {

	/**
	 * Tells the others soon that the listener has changed.
	 */
	void changed();

	/**
	 * Ends the membership. Does not wait for Redis.
	 */
	@Override
	void close();

}
