package io.github.redisqueues.internal.fleet;

/**
 * Tells how a listener of this process is. Safe for use by several threads.
 */
@FunctionalInterface
public interface ListenerProbe {

	/**
	 * Returns how the listener is now.
	 * @return a snapshot
	 */
	ListenerSnapshot look();

}
