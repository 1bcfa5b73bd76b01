package io.github.redisqueues.internal.listener;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

import io.github.redisqueues.internal.queue.LeasedMessage;

/**
 * A message that this process has under a lease, from the moment it is taken until it is
 * settled. Moments are those of {@link System#nanoTime()}.
 *
 * @param <E> type of the payload
 */
final class Assignment<E> {

	private final LeasedMessage<E> message;

	private final long takenAt;

	private final AtomicReference<Lease> lease;

	private volatile boolean lost;

	Assignment(LeasedMessage<E> message, Lease lease) {
		this.message = message;
		this.takenAt = lease.begunAt();
		this.lease = new AtomicReference<>(lease);
	}

	LeasedMessage<E> message() {
		return this.message;
	}

	long takenAt() {
		return this.takenAt;
	}

	Lease lease() {
		return Objects.requireNonNull(this.lease.get());
	}

	/**
	 * The handler has asked for another lease.
	 */
	void change(Lease asked) {
		this.lease.set(asked);
	}

	/**
	 * The lease was renewed. If the handler has asked for another one meanwhile, which of
	 * the two came last is not known, and it may be the shorter one.
	 * @param before what it was when Redis was about to be asked
	 */
	void renew(Lease before, Lease renewed) {
		this.lease.compareAndSet(before, renewed);
	}

	/**
	 * Whether nobody else can have it, as far as this process knows.
	 */
	boolean isOurs() {
		return !this.lost && lease().end() - System.nanoTime() > 0;
	}

	boolean isLost() {
		return this.lost;
	}

	void lose() {
		this.lost = true;
	}

}
