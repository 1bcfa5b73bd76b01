package io.github.redisqueues.benchmarks;

import java.util.function.Consumer;

import io.github.redisqueues.queue.RedisQueue;

/**
 * A way to have the messages of a queue of ours processed.
 */
interface QueueWorkers {

	/**
	 * Starts workers, which acknowledge what the handler returned from.
	 * @param queue the queue
	 * @param concurrency how many handlers may run at a time
	 * @param handler what is done with each payload
	 * @return ends the workers, and waits until they have ended
	 */
	AutoCloseable start(RedisQueue<String> queue, int concurrency, Consumer<String> handler) throws Exception;

}
