package io.github.redisqueues.internal.queue.model;

import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.RedisQueue;

/**
 * Where a run finds its queue.
 */
public interface Rig {

	/**
	 * Opens a queue that is empty.
	 * @param settings its settings
	 * @return the queue
	 */
	RedisQueue<String> open(QueueSettings<String> settings);

	/**
	 * Opens another queue, to which messages of the first one can be moved.
	 * @param settings of the first queue
	 * @return the other queue
	 */
	RedisQueue<String> openBeside(QueueSettings<String> settings);

	/**
	 * Checks what must hold in Redis between any two operations.
	 * @param settings the queue's settings
	 */
	void checkInvariant(QueueSettings<String> settings);

	/**
	 * Reads the server's clock.
	 * @return milliseconds
	 */
	long now();

}
