package io.github.redisqueues.autoconfigure;

import io.github.redisqueues.internal.queue.DefaultRedisQueueFactory;
import io.github.redisqueues.queue.RedisQueue;

/**
 * Where the beans of declared queues come from. A definition names only the queue, so
 * that it can be written down ahead of time.
 */
final class RedisQueueBeans {

	private final DeclaredQueues queues;

	private final DefaultRedisQueueFactory factory;

	RedisQueueBeans(DeclaredQueues queues, DefaultRedisQueueFactory factory) {
		this.queues = queues;
		this.factory = factory;
	}

	RedisQueue<?> create(String name) {
		return this.factory.create(this.queues.get(name));
	}

}
