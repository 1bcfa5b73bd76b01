package io.github.redisqueues.benchmarks;

/**
 * The lock of one name, whoever made it.
 */
interface Mutex {

	/**
	 * Takes a lock that is free.
	 */
	Hold take();

	/**
	 * Waits for the lock, for a minute at the most.
	 */
	Hold await();

	/**
	 * Being the one who has the lock.
	 */
	interface Hold {

		/**
		 * Gives the lock back.
		 * @return whether it was still had
		 */
		boolean release();

		default void releaseOrFail() {
			if (!release()) {
				throw new IllegalStateException("a lock was lost");
			}
		}

	}

}
