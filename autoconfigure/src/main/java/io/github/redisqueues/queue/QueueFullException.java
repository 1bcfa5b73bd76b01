package io.github.redisqueues.queue;

/**
 * A send was refused because the queue holds as much as its capacity allows. Nothing was
 * sent.
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
	public String getQueue() {
		return this.queue;
	}

	/**
	 * Returns how many messages the queue may hold.
	 * @return the capacity
	 */
	public long getCapacity() {
		return this.capacity;
	}

}
