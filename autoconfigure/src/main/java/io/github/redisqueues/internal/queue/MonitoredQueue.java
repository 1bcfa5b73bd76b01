package io.github.redisqueues.internal.queue;

/**
 * A queue as the monitor reads it. Every queue of a
 * {@link io.github.redisqueues.queue.RedisQueueFactory} is one. Safe for use by several
 * threads.
 */
public interface MonitoredQueue {

	/**
	 * Reads what the queue holds and what its consumers tell, with one script.
	 * @return what was read
	 */
	QueueReading read();

}
