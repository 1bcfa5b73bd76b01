package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import io.github.redisqueues.internal.observer.CallOutcome;
import io.github.redisqueues.internal.validation.Durations;
import io.github.redisqueues.internal.validation.Texts;
import org.jspecify.annotations.Nullable;

/**
 * A message that this process holds under a lease, from the script that took it to its
 * settlement. Safe for use by several threads. Moments are those of
 * {@link System#nanoTime()} unless they are instants.
 *
 * @param <E> type of the payload
 */
public final class RedisDelivery<E> extends StoredDelivery<E> {

	/**
	 * Longest reason that is stored with a dead letter, in characters.
	 */
	static final int MAX_REASON_LENGTH = 1_000;

	private final SettlementClient client;

	private final Duration leaseTime;

	private final long takenAt;

	private final AtomicReference<LeasePeriod> lease;

	private volatile Instant leaseUntil;

	private volatile DeliveryHolder holder = DeliveryHolder.NONE;

	private volatile boolean settling;

	private volatile boolean settled;

	private volatile boolean cancelled;

	private volatile boolean lost;

	private volatile boolean claimed;

	private volatile @Nullable CallOutcome outcome;

	/**
	 * Creates the delivery of a message that was just taken.
	 * @param client settles the message
	 * @param message the message
	 * @param leaseTime how long each renewal leases it
	 * @param lease how long it is leased, by this process's clock
	 * @param leaseUntil when the lease ends, by the server's clock
	 */
	RedisDelivery(SettlementClient client, StoredMessage<E> message, Duration leaseTime, LeasePeriod lease,
			Instant leaseUntil) {
		super(message);
		this.client = client;
		this.leaseTime = leaseTime;
		this.takenAt = lease.begin();
		this.lease = new AtomicReference<>(lease);
		this.leaseUntil = leaseUntil;
	}

	/**
	 * Returns how many deliveries the message may have before it becomes a dead letter.
	 * @return the number
	 */
	public int maxAttempts() {
		return this.client.maxAttempts(message());
	}

	@Override
	public Instant leaseUntil() {
		return this.leaseUntil;
	}

	@Override
	public boolean isCancelled() {
		return this.cancelled;
	}

	@Override
	public boolean claim() {
		return this.client.claim(this);
	}

	/**
	 * Returns whether the message was claimed through this delivery, in a transaction
	 * that was not rolled back.
	 * @return whether it was
	 */
	public boolean isClaimed() {
		return this.claimed;
	}

	/**
	 * Notes that the message was claimed, or that the transaction was rolled back.
	 * @param claimed whether it was claimed
	 */
	public void setClaimed(boolean claimed) {
		this.claimed = claimed;
	}

	@Override
	public boolean ack() {
		this.settling = true;
		return settled(this.client.ack(List.of(message())) == 1, CallOutcome.ACKED);
	}

	@Override
	public CompletableFuture<Boolean> ackAsync() {
		this.settling = true;
		return this.client.handOut(this.client.ackAsync(List.of(message()))
			.thenApply((acknowledged) -> settled(acknowledged == 1, CallOutcome.ACKED)));
	}

	@Override
	public boolean nack() {
		return nack(Duration.ZERO);
	}

	@Override
	public boolean nack(Duration delay) {
		Durations.requireNotNegative("delay", delay);
		this.settling = true;
		return settled(this.client.nack(message(), delay),
				(attempt() < maxAttempts()) ? CallOutcome.RETRIED : CallOutcome.DEAD);
	}

	@Override
	public boolean retry() {
		return nack(this.client.backoff().delayAfter(attempt()));
	}

	@Override
	public boolean reject(String reason) {
		Objects.requireNonNull(reason, "reason must not be null");
		if (reason.isBlank()) {
			throw new IllegalArgumentException("reason must not be blank");
		}
		this.settling = true;
		return settled(this.client.reject(message(), Texts.cut(reason, MAX_REASON_LENGTH)), CallOutcome.DEAD);
	}

	@Override
	public boolean extend(Duration lease) {
		Durations.requirePositive("lease", lease);
		long askedAt = System.nanoTime();
		// If there is no answer, the lease may have become shorter all the same
		LeasePeriod period = new LeasePeriod(askedAt, 0);
		try {
			Instant until = this.client.extend(message(), lease);
			if (until == null) {
				return false;
			}
			this.leaseUntil = until;
			period = new LeasePeriod(askedAt, lease.toNanos());
			return true;
		}
		finally {
			this.lease.set(period);
			this.holder.leaseChanged(this);
		}
	}

	private boolean settled(boolean wasLeased, CallOutcome outcome) {
		// A second call cannot change what the first one did
		if (wasLeased || this.outcome == null) {
			this.outcome = wasLeased ? outcome : CallOutcome.LEASE_LOST;
		}
		this.settled = true;
		return wasLeased;
	}

	/**
	 * Notes that Redis has answered a request to acknowledge the message together with
	 * others.
	 */
	void settled() {
		this.outcome = CallOutcome.ACKED;
		this.settled = true;
	}

	/**
	 * Returns how the message was settled through this delivery.
	 * @return the outcome, null if it was not
	 */
	public @Nullable CallOutcome outcome() {
		return this.outcome;
	}

	/**
	 * Returns whether Redis has answered a request to settle the message through this
	 * delivery. The answer may have been that the lease was lost.
	 * @return whether there is nothing left to settle
	 */
	public boolean isSettled() {
		return this.settled;
	}

	/**
	 * Returns whether this process has begun to settle the message through this delivery.
	 */
	boolean isSettling() {
		return this.settling || this.settled;
	}

	/**
	 * Notes that Redis is about to be asked to settle the message.
	 */
	void settling() {
		this.settling = true;
	}

	/**
	 * Sets the listener that works on the message.
	 * @param holder the listener
	 */
	public void setHolder(DeliveryHolder holder) {
		this.holder = holder;
	}

	/**
	 * Returns whether the listener that works on the message is stopping.
	 * @return whether it is
	 */
	public boolean isHolderStopping() {
		return this.holder.isStopping();
	}

	/**
	 * Notes that the message was removed from the queue.
	 */
	public void cancel() {
		this.cancelled = true;
		this.lost = true;
	}

	/**
	 * Returns whether this is a certain delivery.
	 * @param id the message's id
	 * @param receipt the delivery's receipt
	 * @return whether it is
	 */
	public boolean is(String id, String receipt) {
		return id().equals(id) && message().receipt().equals(receipt);
	}

	/**
	 * Returns how long the message was leased, and how long each renewal leases it.
	 * @return the lease time of its receive
	 */
	public Duration leaseTime() {
		return this.leaseTime;
	}

	/**
	 * Returns when the message was taken.
	 * @return the moment at which Redis was asked for it
	 */
	public long takenAt() {
		return this.takenAt;
	}

	/**
	 * Returns when the lease ends, as far as this process knows.
	 * @return the moment; the lease may end later, but not earlier
	 */
	public long leaseEnd() {
		return period().end();
	}

	/**
	 * Returns when to renew the lease: after a third of it, so that two attempts may
	 * fail.
	 * @return the moment
	 */
	public long renewAt() {
		LeasePeriod period = period();
		return period.begin() + period.nanos() / 3;
	}

	/**
	 * Returns whether the lease has not ended, as far as this process knows.
	 * @return false if another process may have the message
	 */
	public boolean isLeased() {
		return !this.lost && leaseEnd() - System.nanoTime() > 0;
	}

	/**
	 * Returns whether Redis refused to renew the lease.
	 * @return whether it did
	 */
	public boolean isLost() {
		return this.lost;
	}

	LeasePeriod period() {
		return Objects.requireNonNull(this.lease.get());
	}

	/**
	 * Notes that the lease was renewed. If the handler has extended it since, it is not
	 * known which of the two came last, so the handler's period stays: it may be the
	 * shorter one.
	 * @param before the period when Redis was about to be asked
	 */
	void renewed(LeasePeriod before, LeasePeriod renewed, Instant until) {
		boolean isExtended = !this.lease.compareAndSet(before, renewed);
		// Renewal never shortens a lease
		if (!isExtended && until.isAfter(this.leaseUntil)) {
			this.leaseUntil = until;
		}
	}

	void lose() {
		this.lost = true;
	}

	String queueKey() {
		return this.client.queueKey();
	}

	@Override
	public String toString() {
		return "Delivery[id=" + id() + ", attempt=" + attempt() + "]";
	}

}
