package io.github.redisqueues.queue;

/**
 * Something that happened to a queue, as an application event: an
 * {@link org.springframework.context.event.EventListener} method may take one kind, or
 * this type for all. Published if {@code queues.events.enabled} is true, by the process
 * in which it happened, on the thread on which it happened, so a slow method delays the
 * queue's work.
 */
public sealed interface QueueEvent {

	/**
	 * Returns the name of the queue.
	 * @return the name
	 */
	String queue();

	/**
	 * A listener or another consumer of this process made a message a dead letter.
	 * Messages that expire, and those whose last lease ends while no process settles
	 * them, become dead letters in Redis, and have no event.
	 *
	 * @param queue name of the queue
	 * @param id id of the message
	 * @param attempt number of its last delivery
	 * @param reason reason of the dead letter
	 */
	record Dead(String queue, String id, int attempt, String reason) implements QueueEvent {
	}

	/**
	 * A send of this process was refused because the queue was full.
	 *
	 * @param queue name of the queue
	 * @param capacity the queue's capacity
	 * @param refused how many messages were not stored
	 */
	record Full(String queue, long capacity, int refused) implements QueueEvent {
	}

	/**
	 * This process paused the queue.
	 *
	 * @param queue name of the queue
	 */
	record Paused(String queue) implements QueueEvent {
	}

	/**
	 * This process resumed the queue.
	 *
	 * @param queue name of the queue
	 */
	record Resumed(String queue) implements QueueEvent {
	}

	/**
	 * A listener of this process takes no messages for a while, after failures in a row;
	 * see {@link io.github.redisqueues.listener.CircuitBreaker}.
	 *
	 * @param queue name of the queue
	 * @param listener id of the listener
	 */
	record CircuitOpened(String queue, String listener) implements QueueEvent {
	}

	/**
	 * A listener of this process works again after its circuit was open.
	 *
	 * @param queue name of the queue
	 * @param listener id of the listener
	 */
	record CircuitClosed(String queue, String listener) implements QueueEvent {
	}

	/**
	 * A listener of this process lost the lease of a message before it was settled.
	 * Another consumer may have the message.
	 *
	 * @param queue name of the queue
	 * @param id id of the message
	 * @param attempt number of the delivery
	 */
	record LeaseLost(String queue, String id, int attempt) implements QueueEvent {
	}

}
