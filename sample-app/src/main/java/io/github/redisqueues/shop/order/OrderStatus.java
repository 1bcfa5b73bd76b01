package io.github.redisqueues.shop.order;

/**
 * Status of an order.
 */
public enum OrderStatus {

	/**
	 * The order waits for a worker.
	 */
	PLACED,

	/**
	 * The pieces are reserved until the order is paid or times out.
	 */
	RESERVED,

	/**
	 * The order is paid.
	 */
	PAID,

	/**
	 * The order was not paid in time, and its pieces are on sale again.
	 */
	CANCELLED,

	/**
	 * There were not enough pieces left.
	 */
	SOLD_OUT,

	/**
	 * The shop does not have the article.
	 */
	REJECTED;

	/**
	 * Tells whether nothing more will happen to the order.
	 * @return whether it is settled
	 */
	public boolean isSettled() {
		return this != PLACED && this != RESERVED;
	}

}
