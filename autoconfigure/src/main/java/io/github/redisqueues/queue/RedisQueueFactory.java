package io.github.redisqueues.queue;

/**
 * Creates queues in code, for an application that only knows their names at run time.
 * Queues that are declared under {@code queues.instances} do not need it. The
 * auto-configuration provides one as a bean. All queues of a factory share one
 * subscription, which is opened when a thread first waits. An application that defines
 * its own factory has no listeners, schedules or topics on the queues of that factory.
 * Safe for use by several threads.
 */
public interface RedisQueueFactory {

	/**
	 * Creates a queue. Does not connect to Redis. Two queues with the same key are the
	 * same queue in Redis.
	 * @param <E> type of the payloads
	 * @param settings the queue's settings
	 * @return the queue
	 * @throws PayloadTypeException if the payload converter cannot write payloads of the
	 * declared type, or not read them back
	 */
	<E> RedisQueue<E> create(QueueSettings<E> settings);

}
