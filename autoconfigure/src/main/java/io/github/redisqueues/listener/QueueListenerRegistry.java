package io.github.redisqueues.listener;

import java.util.Collection;
import java.util.List;

import org.springframework.context.SmartLifecycle;

/**
 * The listeners of an application by their ids, to start, stop and pause them one by one:
 * those of {@link QueueListener} methods, container beans, and containers that are
 * registered in code. A listener of several queues has one container for each queue, all
 * with the same id. The auto-configuration provides one as a bean, which starts and stops
 * its containers with the application context. Safe for use by several threads.
 */
public interface QueueListenerRegistry extends SmartLifecycle {

	/**
	 * Adds a container, and starts it if the registry is running and the container has
	 * {@link ListenerSettings#autoStartup() autoStartup}. Does nothing if this container
	 * is already registered.
	 * @param container the container
	 * @throws IllegalArgumentException if another container with this id is registered
	 * for the same queue
	 */
	void register(QueueListenerContainer<?> container);

	/**
	 * Removes a container without stopping it.
	 * @param container the container
	 * @return whether it was registered
	 */
	boolean unregister(QueueListenerContainer<?> container);

	/**
	 * Returns all containers.
	 * @return the containers in the order in which they were registered, unmodifiable
	 */
	Collection<QueueListenerContainer<?>> containers();

	/**
	 * Returns the containers of one listener.
	 * @param id the listener's id
	 * @return one container for each of its queues, unmodifiable
	 * @throws IllegalArgumentException if there is no listener with that id
	 */
	List<QueueListenerContainer<?>> containers(String id);

	/**
	 * Starts a listener, whether or not it has {@link ListenerSettings#autoStartup()
	 * autoStartup}.
	 * @param id the listener's id
	 * @throws IllegalArgumentException if there is no listener with that id
	 */
	void start(String id);

	/**
	 * Stops a listener and waits for its handlers.
	 * @param id the listener's id
	 * @throws IllegalArgumentException if there is no listener with that id
	 */
	void stop(String id);

	/**
	 * Pauses a listener in this process until {@link #resume(String)}.
	 * @param id the listener's id
	 * @throws IllegalArgumentException if there is no listener with that id
	 * @see QueueListenerContainer#pause()
	 */
	void pause(String id);

	/**
	 * Resumes a paused listener.
	 * @param id the listener's id
	 * @throws IllegalArgumentException if there is no listener with that id
	 */
	void resume(String id);

}
