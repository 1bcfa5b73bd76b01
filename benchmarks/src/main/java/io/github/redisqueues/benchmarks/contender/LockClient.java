package io.github.redisqueues.benchmarks.contender;

/**
 * The locks of one process, with separate connections.
 */
public interface LockClient extends AutoCloseable {

	/**
	 * Maximum wait for a lock, in seconds.
	 */
	int WAIT_SECONDS = 60;

	Mutex mutex(String name);

	@Override
	void close();

}
