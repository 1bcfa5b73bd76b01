package io.github.redisqueues.listener;

import io.github.redisqueues.queue.RedisQueue;

import org.springframework.context.SmartLifecycle;

/**
 * Receives the messages of one queue and passes them to a handler. The container of a
 * {@link QueueListener} method is created by the auto-configuration; a
 * {@link QueueListenerContainerFactory} creates one in code. Each message is handled at
 * least once. It is acknowledged when the handler returns. When the handler throws, the
 * message is delivered again after the queue's backoff and becomes a dead letter after
 * its last attempt. The lease is renewed while the handler runs, so the queue's
 * {@code lease-time} only decides how soon the messages of a crashed process are
 * delivered again.
 * <p>
 * A container takes as many messages as it has free workers. For a fast handler it also
 * prefetches about 10 milliseconds of work: at most 100 messages, or one for each worker
 * if there are more workers. While Redis cannot be reached, it retries at growing
 * intervals of up to five seconds.
 * <p>
 * As a bean it starts and stops with the application context. Safe for use by several
 * threads.
 *
 * @param <E> type of the payloads
 */
public interface QueueListenerContainer<E> extends SmartLifecycle {

	/**
	 * The phase of a container: it starts after almost every other bean, and stops before
	 * them.
	 */
	int PHASE = Integer.MAX_VALUE - 100;

	/**
	 * Returns the listener's id, as used in logs, thread names and the
	 * {@link QueueListenerRegistry}.
	 * @return the id
	 */
	String id();

	/**
	 * Returns the queue that the messages come from.
	 * @return the queue
	 */
	RedisQueue<E> queue();

	/**
	 * Returns the settings.
	 * @return the settings
	 */
	ListenerSettings settings();

	/**
	 * Stops taking messages in this process until {@link #resume()}, and returns those
	 * that were prefetched without counting an attempt. Running handlers continue. Other
	 * processes are not affected; {@link RedisQueue#pause()} stops all of them. A paused
	 * container can be started and stopped, and stays paused.
	 */
	void pause();

	/**
	 * Takes messages again after {@link #pause()}.
	 */
	void resume();

	/**
	 * Tells whether the container is paused.
	 * @return whether {@link #pause()} was called last
	 */
	boolean isPaused();

	/**
	 * Returns how many messages this container holds under a lease, whether their handler
	 * is running or has yet to start.
	 * @return the number of messages, 0 if the container is not running
	 */
	int inFlight();

	/**
	 * Returns how many workers there are, busy or idle.
	 * @return the number of workers, 0 if the container is not running
	 */
	int workers();

	/**
	 * Tells whether Redis can be reached, as far as this container knows.
	 * @return whether Redis answered the last call; true if there was no call yet
	 */
	boolean isConnected();

}
