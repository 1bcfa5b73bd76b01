package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongConsumer;

import io.github.redisqueues.internal.validation.Durations;
import io.github.redisqueues.internal.validation.Texts;
import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.QueueSettings;

/**
 * A message under a lease, known to the scripts by its id and its receipt.
 *
 * @param <E> type of the payload
 */
final class RedisDelivery<E> implements Delivery<E> {

	private final QueueCommands commands;

	private final QueueSettings<E> settings;

	private final TakenMessage taken;

	private final Contents<E> contents;

	private final E payload;

	private final LongConsumer onExtend;

	private volatile Instant leaseUntil;

	private volatile boolean settled;

	RedisDelivery(QueueCommands commands, QueueSettings<E> settings, TakenMessage taken, Contents<E> contents,
			Instant leaseUntil, LongConsumer onExtend) {
		this.commands = commands;
		this.settings = settings;
		this.taken = taken;
		this.contents = contents;
		this.payload = contents.payload();
		this.leaseUntil = leaseUntil;
		this.onExtend = onExtend;
	}

	@Override
	public String id() {
		return this.taken.id();
	}

	@Override
	public E payload() {
		return this.payload;
	}

	@Override
	public int attempt() {
		return Receipts.attemptOf(receipt());
	}

	@Override
	public Instant sentAt() {
		return this.contents.sentAt();
	}

	@Override
	public Instant leaseUntil() {
		return this.leaseUntil;
	}

	@Override
	public Optional<String> group() {
		return this.contents.group();
	}

	@Override
	public Map<String, String> headers() {
		return this.contents.headers();
	}

	@Override
	public boolean ack() {
		return settled(this.commands.ack(List.of(this)) == 1);
	}

	@Override
	public boolean nack() {
		return nack(Duration.ZERO);
	}

	@Override
	public boolean nack(Duration delay) {
		Durations.requireNotNegative("delay", delay);
		return settled(this.commands.nack(id(), receipt(), delay));
	}

	@Override
	public boolean retry() {
		return nack(this.settings.backoff().delayAfter(attempt()));
	}

	@Override
	public boolean reject(String reason) {
		Objects.requireNonNull(reason, "reason must not be null");
		if (reason.isBlank()) {
			throw new IllegalArgumentException("reason must not be blank");
		}
		return settled(this.commands.reject(id(), receipt(), Texts.cut(reason, Settlement.MAX_REASON_LENGTH)));
	}

	@Override
	public boolean extend(Duration lease) {
		Durations.requirePositive("lease", lease);
		long askedAt = System.nanoTime();
		long end = askedAt;
		try {
			Instant until = this.commands.extend(id(), receipt(), lease);
			if (until == null) {
				return false;
			}
			this.leaseUntil = until;
			end = askedAt + lease.toNanos();
			return true;
		}
		finally {
			// What was not answered may have been done
			this.onExtend.accept(end);
		}
	}

	/**
	 * Whether or not it was still ours, it is not any more.
	 */
	boolean settled(boolean wasOurs) {
		this.settled = true;
		return wasOurs;
	}

	/**
	 * Whether Redis was asked to settle it, and has answered.
	 */
	boolean isSettled() {
		return this.settled;
	}

	/**
	 * A lease that runs longer stays as it is.
	 */
	void renewed(Instant until) {
		if (until.isAfter(this.leaseUntil)) {
			this.leaseUntil = until;
		}
	}

	String receipt() {
		return this.taken.receipt();
	}

	byte[] deduplicationId() {
		return this.contents.deduplicationId();
	}

	boolean isOf(String queueKey) {
		return this.commands.readyKey().equals(queueKey);
	}

	@Override
	public String toString() {
		return "Delivery[id=" + id() + ", attempt=" + attempt() + "]";
	}

}
