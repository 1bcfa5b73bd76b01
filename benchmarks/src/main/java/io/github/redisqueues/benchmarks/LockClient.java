package io.github.redisqueues.benchmarks;

/**
 * Locks as one process has them, over connections of their own.
 */
interface LockClient extends AutoCloseable {

	/**
	 * How long a waiter waits before it gives up, in seconds.
	 */
	int WAIT_SECONDS = 60;

	Mutex mutex(String name);

	@Override
	void close();

}
