package io.github.redisqueues.internal.queue;

/**
 * What {@code lease.lua} calls a receipt: the number of the attempt, followed for some
 * messages by a dot and a moment.
 */
final class Receipts {

	private Receipts() {
	}

	static int attemptOf(String receipt) {
		int end = receipt.indexOf('.');
		try {
			return Math.max(1, Integer.parseInt((end < 0) ? receipt : receipt.substring(0, end)));
		}
		catch (NumberFormatException ex) {
			// Not written by the scripts; the message itself may be fine
			return 1;
		}
	}

}
