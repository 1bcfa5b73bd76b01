package io.github.redisqueues.topic;

import java.util.Collection;

import io.github.redisqueues.queue.RedisQueue;

/**
 * Creates topics in code, for an application that only knows their names at run time.
 * Topics that are declared under {@code queues.topics} do not need it. The
 * auto-configuration provides one as a bean. Topics share the subscription of the
 * {@link io.github.redisqueues.queue.RedisQueueFactory}. Safe for use by several threads.
 */
public interface RedisTopicFactory {

	/**
	 * Creates a topic that is broadcast only and sends to no queue. Does not connect to
	 * Redis.
	 * @param <E> type of the payloads
	 * @param settings the topic's settings
	 * @return the topic
	 */
	<E> RedisTopic<E> create(TopicSettings<E> settings);

	/**
	 * Creates a topic. Does not connect to Redis. Two topics with the same key are the
	 * same topic in Redis.
	 * @param <E> type of the payloads
	 * @param settings the topic's settings
	 * @param queues the queues that receive each message, created by the
	 * {@link io.github.redisqueues.queue.RedisQueueFactory} of this factory
	 * @return the topic
	 * @throws IllegalArgumentException if there are more than 100 queues, a queue is
	 * given twice, has another payload type or converter, or was created by another
	 * factory
	 */
	<E> RedisTopic<E> create(TopicSettings<E> settings, Collection<? extends RedisQueue<E>> queues);

}
