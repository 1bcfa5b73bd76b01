package io.github.redisqueues.listener;

/**
 * When the messages of a listener are acknowledged. In both modes a message that the
 * handler settles itself, through its {@link io.github.redisqueues.queue.Delivery}, stays
 * as the handler settled it, and a message whose handler throws goes to the
 * {@link ErrorHandler} unless the handler settled it before.
 */
public enum Acknowledgement {

	/**
	 * When the handler returns, the container acknowledges each message that the handler
	 * has not settled. The default, whether the handler takes payloads or deliveries.
	 */
	ON_RETURN,

	/**
	 * The handler settles each message, from any thread, even after it has returned. The
	 * container renews the lease only until the handler returns. A message that is not
	 * settled before its lease runs out is delivered again.
	 */
	MANUAL

}
