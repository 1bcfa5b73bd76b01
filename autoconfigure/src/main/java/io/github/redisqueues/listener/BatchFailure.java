package io.github.redisqueues.listener;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.redisqueues.queue.Delivery;

/**
 * Thrown by the handler of a batch to say which of its messages failed. For each of them
 * the {@link ErrorHandler} decides what happens next, as if the handler had been called
 * with that message alone and had thrown its cause: a {@link DoNotRetry} makes it a dead
 * letter at once. The other messages are done: they are acknowledged unless the
 * listener's mode is {@link Acknowledgement#MANUAL}. Do not throw it out of a transaction
 * that it rolls back, as the work of the other messages would be lost.
 * <p>
 * If a batch handler throws anything else, it is called again with each message that it
 * has not settled, one by one. If it names no message, or one that is not in the batch,
 * it is called again as well, and the failure is an {@link IllegalArgumentException} that
 * says so.
 * <p>
 * Safe for use by several threads.
 *
 * <pre class="code">
 * BatchFailure failures = new BatchFailure();
 * for (int i = 0; i &lt; orders.size(); i++) {
 *     try {
 *         ship(orders.get(i));
 *     }
 *     catch (ShippingException ex) {
 *         failures.add(i, ex);
 *     }
 * }
 * failures.throwIfAny();
 * </pre>
 */
public class BatchFailure extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final LinkedHashMap<Integer, Throwable> byIndex = new LinkedHashMap<>();

	private final LinkedHashMap<String, Throwable> byId = new LinkedHashMap<>();

	/**
	 * Creates a failure of no message.
	 */
	public BatchFailure() {
	}

	/**
	 * Adds a message that failed.
	 * @param index its index in the list that the handler was called with
	 * @param cause why it failed
	 * @return this exception
	 * @throws IllegalArgumentException if the index is negative
	 */
	public synchronized BatchFailure add(int index, Throwable cause) {
		if (index < 0) {
			throw new IllegalArgumentException("index must not be negative, but is " + index);
		}
		addCause(cause);
		this.byIndex.put(index, cause);
		return this;
	}

	/**
	 * Adds a message that failed.
	 * @param delivery the message
	 * @param cause why it failed
	 * @return this exception
	 */
	public synchronized BatchFailure add(Delivery<?> delivery, Throwable cause) {
		addCause(cause);
		this.byId.put(delivery.id(), cause);
		return this;
	}

	private void addCause(Throwable cause) {
		if (cause == this) {
			throw new IllegalArgumentException("cause must be another exception");
		}
		addSuppressed(cause);
	}

	/**
	 * Throws this exception if a message was added.
	 * @throws BatchFailure if it is not empty
	 */
	public void throwIfAny() {
		if (!isEmpty()) {
			throw this;
		}
	}

	/**
	 * Tells whether no message was added.
	 * @return whether it is empty
	 */
	public synchronized boolean isEmpty() {
		return this.byIndex.isEmpty() && this.byId.isEmpty();
	}

	/**
	 * Returns the causes of messages that were added by their index.
	 * @return a copy, in the order in which they were added
	 */
	public synchronized Map<Integer, Throwable> byIndex() {
		return new LinkedHashMap<>(this.byIndex);
	}

	/**
	 * Returns the causes of messages that were added by their delivery.
	 * @return a copy with the ids of the messages, in the order in which they were added
	 */
	public synchronized Map<String, Throwable> byId() {
		return new LinkedHashMap<>(this.byId);
	}

	@Override
	public synchronized String getMessage() {
		return (this.byIndex.size() + this.byId.size()) + " message(s) of the batch failed";
	}

}
