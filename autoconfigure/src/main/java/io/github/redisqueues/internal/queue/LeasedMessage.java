package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongConsumer;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.PayloadException;
import io.github.redisqueues.queue.QueueSettings;
import org.jspecify.annotations.Nullable;

/**
 * A message that a worker has taken. Safe for use by several threads.
 *
 * @param <E> type of the payload
 */
public final class LeasedMessage<E> {

	private final QueueCommands commands;

	private final QueueSettings<E> settings;

	private final TakenMessage taken;

	private final Contents<E> contents;

	private volatile Instant leaseUntil;

	private volatile @Nullable RedisDelivery<E> delivery;

	LeasedMessage(QueueCommands commands, QueueSettings<E> settings, TakenMessage taken, Contents<E> contents,
			Instant leaseUntil) {
		this.commands = commands;
		this.settings = settings;
		this.taken = taken;
		this.contents = contents;
		this.leaseUntil = leaseUntil;
	}

	/**
	 * Returns the message's id.
	 * @return the id that {@code send} returned
	 */
	public String id() {
		return this.taken.id();
	}

	/**
	 * Returns which delivery of the message this is.
	 * @return 1 for the first
	 */
	public int attempt() {
		return Receipts.attemptOf(receipt());
	}

	/**
	 * Reads the payload, for who does not renew the lease.
	 * @return the delivery, for the handler
	 * @throws PayloadException if the payload cannot be read
	 */
	public Delivery<E> open() {
		return open((end) -> {
		});
	}

	/**
	 * Reads the payload.
	 * @param onExtend called after each {@link Delivery#extend(Duration)}, on the same
	 * thread, with the moment at which the lease runs out at the soonest, by
	 * {@link System#nanoTime()}: one that is over if that is not known
	 * @return the delivery, for the handler
	 * @throws PayloadException if the payload cannot be read
	 */
	public Delivery<E> open(LongConsumer onExtend) {
		RedisDelivery<E> opened = new RedisDelivery<>(this.commands, this.settings, this.taken, this.contents,
				this.leaseUntil, onExtend);
		this.delivery = opened;
		return opened;
	}

	/**
	 * Tells whether the message was settled through its delivery.
	 * @return whether Redis was asked for that, and has answered
	 */
	public boolean isSettled() {
		RedisDelivery<E> opened = this.delivery;
		return opened != null && opened.isSettled();
	}

	/**
	 * Says that the message is done.
	 * @return the settlement
	 */
	public Settlement acknowledge() {
		return new Settlement(this, Settlement.Fate.ACKNOWLEDGE, Duration.ZERO, "");
	}

	/**
	 * Says that the message has failed, and is to have another attempt.
	 * @param delay how long until then
	 * @param reason why it failed, which is kept if this was its last attempt
	 * @return the settlement
	 */
	public Settlement retry(Duration delay, String reason) {
		return new Settlement(this, Settlement.Fate.RETRY, delay, reason);
	}

	/**
	 * Says that the message is to become a dead letter.
	 * @param reason why
	 * @return the settlement
	 */
	public Settlement reject(String reason) {
		return new Settlement(this, Settlement.Fate.REJECT, Duration.ZERO, reason);
	}

	/**
	 * Says that nobody has worked on the message.
	 * @return the settlement
	 */
	public Settlement giveBack() {
		return new Settlement(this, Settlement.Fate.GIVE_BACK, Duration.ZERO, "");
	}

	void renewed(Instant until) {
		this.leaseUntil = until;
		RedisDelivery<E> opened = this.delivery;
		if (opened != null) {
			opened.renewed(until);
		}
	}

	String receipt() {
		return this.taken.receipt();
	}

	byte[] deduplicationId() {
		return this.contents.deduplicationId();
	}

	@Override
	public String toString() {
		return "LeasedMessage[id=" + id() + ", attempt=" + attempt() + "]";
	}

}
