package io.github.redisqueues.observation;

import java.util.List;
import java.util.Map;

import io.micrometer.observation.transport.Kind;

/**
 * Messages that the application has taken from a queue by itself. The observation begins
 * and ends when it has them, because a call that takes nothing is not observed.
 */
public class QueueReceiveContext extends MessageContext {

	private final String queue;

	private final String operation;

	private final List<String> ids;

	/**
	 * Creates a context.
	 * @param queue name of the queue
	 * @param operation how they were taken: {@code receive} or {@code poll}
	 * @param ids ids of the messages, one or more
	 * @param linked headers of the messages whose traces are linked
	 */
	public QueueReceiveContext(String queue, String operation, List<String> ids, List<Map<String, String>> linked) {
		super(Kind.CLIENT, Map.of(), linked);
		this.queue = queue;
		this.operation = operation;
		this.ids = List.copyOf(ids);
	}

	/**
	 * Returns the name of the queue.
	 * @return the name
	 */
	public String queue() {
		return this.queue;
	}

	/**
	 * Returns how the messages were taken.
	 * @return {@code receive} under a lease, {@code poll} for good
	 */
	public String operation() {
		return this.operation;
	}

	/**
	 * Returns the ids of the messages.
	 * @return the ids, one or more
	 */
	public List<String> ids() {
		return this.ids;
	}

}
