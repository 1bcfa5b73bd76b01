package io.github.redisqueues.shop.order;

/**
 * How far an order has come.
 */
public enum OrderStatus {

	/**
	 * It waits for a worker.
	 */
	PLACED,

	/**
	 * Its pieces are set aside until it is paid, for a while.
	 */
	RESERVED,

	/**
	 * It is paid: sold.
	 */
	PAID,

	/**
	 * It was not paid in time, and its pieces are back on sale.
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
