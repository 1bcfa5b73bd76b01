package io.github.redisqueues.listener;

/**
 * Who acknowledges the messages of a listener.
 */
public enum Acknowledgement {

	/**
	 * The container, when the handler has returned.
	 */
	AUTO,

	/**
	 * The handler, through the {@link io.github.redisqueues.queue.Delivery}, from any
	 * thread and also after it has returned. From then on the lease is no longer renewed:
	 * what is not settled before it runs out is delivered again. A handler that throws
	 * leaves what it has not settled to the {@link ErrorHandler}.
	 */
	MANUAL

}
