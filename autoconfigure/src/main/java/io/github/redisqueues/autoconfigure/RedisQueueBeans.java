package io.github.redisqueues.autoconfigure;

import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.RedisQueueFactory;

/**
 * Creates the beans of declared queues. A bean definition holds only the name of the
 * queue, so that it can also be generated ahead of time.
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
