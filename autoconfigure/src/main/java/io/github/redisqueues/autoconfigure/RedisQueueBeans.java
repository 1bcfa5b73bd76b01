package io.github.redisqueues.autoconfigure;

import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.RedisQueueFactory;

/**
 * Where the beans of declared queues come from. A definition names only the queue, so
 * that it can be written down ahead of time.
 */
final class RedisQueueBeans {

	private final DeclaredQueues queues;

	private final RedisQueueFactory factory;

	RedisQueueBeans(DeclaredQueues queues, RedisQueueFactory factory) {
		this.queues = queues;
		this.factory = factory;
	}

	RedisQueue<?> create(String name) {
		return this.factory.create(this.queues.get(name));
	}

}
