package io.github.redisqueues.listener;

import io.github.redisqueues.queue.LeasedMessage;

/**
 * A message that this process has under a lease, from the moment it is taken until it is
 * settled. Moments are those of {@link System#nanoTime()}.
 *
 * @param <E> type of the payload
 */
final class Assignment<E> {

	private final LeasedMessage<E> message;

	private final long takenAt;

	private volatile long deadline;

	private volatile boolean lost;

	Assignment(LeasedMessage<E> message, long takenAt, long deadline) {
		this.message = message;
		this.takenAt = takenAt;
		this.deadline = deadline;
	}

	LeasedMessage<E> message() {
		return this.message;
	}

	long takenAt() {
		return this.takenAt;
	}

	/**
	 * When the lease runs out, at the soonest.
	 */
	long deadline() {
		return this.deadline;
	}

	void deadline(long deadline) {
		this.deadline = deadline;
	}

	/**
	 * Whether nobody else can have it, as far as this process knows.
	 */
	boolean isOurs() {
		return !this.lost && this.deadline - System.nanoTime() > 0;
	}

	boolean isLost() {
		return this.lost;
	}

	void lose() {
		this.lost = true;
	}

}
