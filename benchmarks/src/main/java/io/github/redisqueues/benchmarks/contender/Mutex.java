package io.github.redisqueues.benchmarks.contender;

/**
 * A lock of any side.
 */
public interface Mutex {

	/**
	 * Acquires a free lock.
	 */
	Hold take();

	/**
	 * Waits for the lock, at most a minute.
	 */
	Hold await();

	/**
	 * A hold of the lock.
	 */
	interface Hold {

		/**
		 * Releases the lock.
		 * @return whether it was still held
		 */
		boolean release();

		default void releaseOrFail() {
			if (!release()) {
				throw new IllegalStateException("a lock was lost");
			}
		}

	}

}
