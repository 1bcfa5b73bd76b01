package io.github.redisqueues.topic;

/**
 * One listener of a topic. Safe for use by several threads.
 */
public interface Subscription extends AutoCloseable {

	/**
	 * Returns how many messages were dropped because too many were waiting already.
	 * @return the number since the subscription was made
	 */
	long dropped();

	/**
	 * Tells whether the subscription was closed.
	 * @return whether it was
	 */
	boolean isClosed();

	/**
	 * Ends the subscription: the listener gets no other message. One that it is just busy
	 * with goes on, and is not waited for, so that a listener may close its own
	 * subscription. Does nothing the second time.
	 */
	@Override
	void close();

}
