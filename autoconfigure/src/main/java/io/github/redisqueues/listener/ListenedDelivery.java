package io.github.redisqueues.listener;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import io.github.redisqueues.queue.Delivery;

/**
 * A delivery that remembers whether its handler has settled it.
 *
 * @param <E> type of the payload
 */
final class ListenedDelivery<E> implements Delivery<E> {

	private final Delivery<E> delivery;

	private final Assignment<E> assignment;

	private volatile boolean settled;

	ListenedDelivery(Delivery<E> delivery, Assignment<E> assignment) {
		this.delivery = delivery;
		this.assignment = assignment;
	}

	Assignment<E> assignment() {
		return this.assignment;
	}

	boolean isSettled() {
		return this.settled;
	}

	@Override
	public String id() {
		return this.delivery.id();
	}

	@Override
	public E payload() {
		return this.delivery.payload();
	}

	@Override
	public int attempt() {
		return this.delivery.attempt();
	}

	@Override
	public Instant sentAt() {
		return this.delivery.sentAt();
	}

	@Override
	public Instant leaseUntil() {
		return this.delivery.leaseUntil();
	}

	@Override
	public Map<String, String> headers() {
		return this.delivery.headers();
	}

	@Override
	public Optional<String> group() {
		return this.delivery.group();
	}

	@Override
	public boolean ack() {
		return settled(this.delivery.ack());
	}

	@Override
	public boolean nack() {
		return settled(this.delivery.nack());
	}

	@Override
	public boolean nack(Duration delay) {
		return settled(this.delivery.nack(delay));
	}

	@Override
	public boolean retry() {
		return settled(this.delivery.retry());
	}

	@Override
	public boolean reject(String reason) {
		return settled(this.delivery.reject(reason));
	}

	@Override
	public boolean extend(Duration lease) {
		return this.delivery.extend(lease);
	}

	/**
	 * Whether or not it was still ours, it is not any more.
	 */
	private boolean settled(boolean wasOurs) {
		this.settled = true;
		return wasOurs;
	}

	@Override
	public String toString() {
		return this.delivery.toString();
	}

}
