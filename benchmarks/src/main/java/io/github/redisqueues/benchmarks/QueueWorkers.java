package io.github.redisqueues.benchmarks;

import java.util.function.Consumer;

import io.github.redisqueues.queue.RedisQueue;

/**
 * A way to process the messages of a queue of this library.
 */
interface QueueWorkers {

	/**
	 * Starts workers. They acknowledge a message when the handler returns.
	 * @param queue the queue
	 * @param concurrency maximum number of parallel handlers
	 * @param handler called with each payload
	 * @return stops the workers and waits for them
	 */
	AutoCloseable start(RedisQueue<String> queue, int concurrency, Consumer<String> handler) throws Exception;

}
