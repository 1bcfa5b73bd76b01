package io.github.redisqueues.internal.endpoint;

import io.github.redisqueues.listener.QueueListenerContainer;

/**
 * A listener of this process, as the endpoint shows it.
 *
 * @param id its id
 * @param queue the queue that its messages come from
 * @param state running, paused or stopped
 * @param workers how many workers it has
 * @param inFlight how many messages it holds
 * @param connected whether Redis answered its last call
 */
public record ListenerDescriptor(String id, String queue, String state, int workers, int inFlight, boolean connected) {

	static ListenerDescriptor of(QueueListenerContainer<?> container) {
		String state = !container.isRunning() ? "stopped" : container.isPaused() ? "paused" : "running";
		return new ListenerDescriptor(container.id(), container.queue().name(), state, container.workers(),
				container.inFlight(), container.isConnected());
	}

}
