package io.github.redisqueues.topic;

/**
 * The subscription of one listener to a topic. Safe for use by several threads.
 */
public interface Subscription extends AutoCloseable {

	/**
	 * Returns how many messages were dropped because this subscriber's buffer was full.
	 * @return the number since the subscription was created
	 */
	long dropped();

	/**
	 * Tells whether the subscription is closed.
	 * @return whether it is closed
	 */
	boolean isClosed();

	/**
	 * Ends the subscription. The listener receives no further message. Does not wait for
	 * a message in progress, so a listener may close its own subscription. Closing it
	 * again has no effect.
	 */
	@Override
	void close();

}
