package io.github.redisqueues.internal.listener;

/**
 * For how long a message is this process's, in nanoseconds by {@link System#nanoTime()}.
 *
 * @param begunAt when it began, at the latest
 * @param length how long it lasts, at the least
 */
record Lease(long begunAt, long length) {

	long end() {
		return this.begunAt + this.length;
	}

	/**
	 * When it is to be renewed: so early that two attempts may fail.
	 */
	long renewAt() {
		return this.begunAt + this.length / 3;
	}

}
