package io.github.redisqueues.internal.queue;

/**
 * A listener that works on messages. Safe for use by several threads.
 */
public interface DeliveryHolder {

	/**
	 * The holder of a message that no listener works on.
	 */
	DeliveryHolder NONE = new DeliveryHolder() {

		@Override
		public void leaseChanged(RedisDelivery<?> delivery) {
		}

		@Override
		public boolean isStopping() {
			return false;
		}

	};

	/**
	 * Runs after each call of {@link RedisDelivery#extend}, on the same thread.
	 * @param delivery the message, whose {@link RedisDelivery#renewAt()} may have changed
	 */
	void leaseChanged(RedisDelivery<?> delivery);

	/**
	 * Returns whether the listener is stopping.
	 * @return whether it is
	 */
	boolean isStopping();

}
