package io.github.redisqueues.internal.queue;

import java.util.Collection;

import io.github.redisqueues.queue.RedisQueue;

/**
 * Creates the part of a topic that sends each message to several queues and to all
 * subscribers. Implemented by the queue factory, whose connections and subscription a
 * topic shares. Safe for use by several threads.
 */
public interface FanOutFactory {

	/**
	 * Creates a fan-out. Does not connect to Redis.
	 * @param <E> type of the payloads
	 * @param name name of the topic in the application
	 * @param key name of the topic in Redis
	 * @param settings what the topic says about its payloads
	 * @param queues queues of this factory that receive each message; may be empty
	 * @return the fan-out
	 * @throws IllegalArgumentException if there are more than {@value FanOut#MAX_QUEUES}
	 * queues, or a queue is given twice, has another payload type or converter, or was
	 * not created by this factory
	 */
	<E> FanOut<E> fanOut(String name, String key, PayloadSettings<E> settings,
			Collection<? extends RedisQueue<E>> queues);

}
