package io.github.redisqueues.queue;

/**
 * A send was refused because the queue has reached its capacity. Nothing was sent.
 */
public class QueueFullException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final String queue;

	private final long capacity;

	public QueueFullException(String queue, long capacity, long size, int refused) {
		super("Queue '" + queue + "' holds " + size + " of " + capacity + " messages: " + refused
				+ ((refused == 1) ? " message was" : " messages were") + " refused");
		this.queue = queue;
		this.capacity = capacity;
	}

	/**
	 * Returns the name of the queue.
	 * @return the name
	 */
	public String queue() {
		return this.queue;
	}

	/**
	 * Returns the capacity of the queue.
	 * @return the maximum number of messages
	 */
	public long capacity() {
		return this.capacity;
	}

}
