package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.github.redisqueues.internal.redis.Deadline;
import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.internal.redis.LuaScript;
import io.github.redisqueues.queue.Backoff;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.QueueEvent;
import io.github.redisqueues.queue.QueueSettings;
import org.jspecify.annotations.Nullable;

/**
 * Settles messages that were received from one queue, and extends their leases. Each
 * method runs one script, or two if the queue turns out not to be plain. Safe for use by
 * several threads.
 */
final class SettlementClient {

	private final QueueSettings<?> settings;

	private final QueueClient client;

	private final Outbox outbox;

	private final long duplicateWindow;

	private final RenewedLeases renewed = new RenewedLeases();

	private final boolean isPlain;

	private final PlainCalls plainAcks;

	SettlementClient(QueueSettings<?> settings, QueueClient client, Outbox outbox) {
		this.settings = settings;
		this.client = client;
		this.outbox = outbox;
		this.duplicateWindow = settings.duplicateWindow().toMillis();
		this.isPlain = PlainTakes.canSettle(settings);
		this.plainAcks = new PlainCalls(client, (scripts) -> scripts.ack, false);
	}

	/**
	 * Returns the key that identifies the queue.
	 */
	String queueKey() {
		return this.client.readyKey();
	}

	/**
	 * Removes the message of a delivery from the database.
	 * @return false if it was handled or removed before
	 * @throws IllegalStateException if the queue is not transactional
	 */
	boolean claim(RedisDelivery<?> delivery) {
		if (!this.outbox.isTransactional()) {
			throw new IllegalStateException("Message '" + delivery.id() + "' cannot be claimed, because queue '"
					+ this.settings.name() + "' is not transactional");
		}
		return this.outbox.claim(delivery);
	}

	Backoff backoff() {
		return this.settings.backoff();
	}

	/**
	 * Returns how many deliveries a message may have.
	 */
	int maxAttempts(StoredMessage<?> message) {
		return message.maxAttempts(this.settings.maxAttempts());
	}

	/**
	 * Acknowledges messages.
	 * @return how many were still leased with their receipts
	 */
	int ack(List<? extends StoredMessage<?>> messages) {
		Deadline deadline = this.client.deadline();
		return acknowledged(ackPlainly(deadline, messages)
			.orElseGet(() -> this.client.run(deadline, (scripts) -> scripts.ack, ackArguments(messages))));
	}

	/**
	 * Acknowledges messages if the queue is plain and all are still leased.
	 * @return the reply, empty if nothing was done
	 */
	Optional<LuaReply> ackPlainly(Deadline deadline, List<? extends StoredMessage<?>> messages) {
		return triesPlainly(messages) ? this.plainAcks.call(deadline, plainArguments(messages)) : Optional.empty();
	}

	/**
	 * Makes the future that a caller gets.
	 */
	<T> CompletableFuture<T> handOut(CompletableFuture<T> result) {
		return this.client.handOut(result);
	}

	/**
	 * Does the same as {@link #ack} without blocking a thread until Redis answers.
	 */
	CompletableFuture<Integer> ackAsync(List<? extends StoredMessage<?>> messages) {
		if (!triesPlainly(messages)) {
			return ackAnyAsync(messages);
		}
		return this.plainAcks.callAsync(() -> plainArguments(messages))
			.thenCompose((plainly) -> plainly.isPresent()
					? CompletableFuture.completedFuture(acknowledged(plainly.get())) : ackAnyAsync(messages));
	}

	private CompletableFuture<Integer> ackAnyAsync(List<? extends StoredMessage<?>> messages) {
		return this.client.runAsync((scripts) -> scripts.ack, () -> ackArguments(messages))
			.thenApply(this::acknowledged);
	}

	private int acknowledged(LuaReply reply) {
		int count = (int) reply.number();
		this.client.activity().removed(count);
		return count;
	}

	private boolean triesPlainly(List<? extends StoredMessage<?>> messages) {
		return this.isPlain && !messages.isEmpty() && messages.stream().allMatch(StoredMessage::isPlain)
				&& this.plainAcks.isLikely();
	}

	private byte[][] plainArguments(List<? extends StoredMessage<?>> messages) {
		byte[][] arguments = new byte[1 + messages.size()][];
		arguments[0] = takenUntilOnce(messages);
		for (int i = 0; i < messages.size(); i++) {
			arguments[1 + i] = QueueClient.bytes(messages.get(i).id());
		}
		return arguments;
	}

	private byte[][] ackArguments(List<? extends StoredMessage<?>> messages) {
		int count = messages.size();
		boolean deduplicated = messages.stream().anyMatch((message) -> message.deduplicationId().length > 0);
		byte[][] arguments = new byte[3 + (deduplicated ? 3 : 2) * count][];
		arguments[0] = LuaScript.numbers(this.settings.maxInFlight(), this.duplicateWindow, this.client.publishCounts(),
				count, deduplicated ? 1 : 0);
		arguments[1] = this.client.wakeChannel();
		arguments[2] = takenUntil(messages);
		for (int i = 0; i < count; i++) {
			StoredMessage<?> message = messages.get(i);
			arguments[3 + i] = QueueClient.bytes(message.id());
			arguments[3 + count + i] = QueueClient.bytes(message.receipt());
			if (deduplicated) {
				arguments[3 + 2 * count + i] = message.deduplicationId();
			}
		}
		return arguments;
	}

	/**
	 * Returns a message to the queue, or makes it a dead letter after its last attempt.
	 * @return whether it was still leased with its receipt
	 */
	boolean nack(StoredMessage<?> message, Duration delay) {
		byte[] numbers = LuaScript.numbers(maxAttempts(message), this.duplicateWindow, this.client.keepDead(),
				this.client.maxDead(), this.client.publishCounts(), delay.toMillis());
		boolean wasLeased = isOne(this.client.run((scripts) -> scripts.nack, numbers, this.client.wakeChannel(),
				QueueClient.bytes(message.id()), QueueClient.bytes(message.receipt()), takenUntil(List.of(message))));
		if (wasLeased && message.attempt() >= maxAttempts(message)) {
			dead(message, DeadLetter.MAX_ATTEMPTS);
		}
		return wasLeased;
	}

	/**
	 * Makes a message a dead letter.
	 * @return whether it was still leased with its receipt
	 */
	boolean reject(StoredMessage<?> message, String reason) {
		byte[] numbers = LuaScript.numbers(this.settings.maxInFlight(), this.duplicateWindow, this.client.keepDead(),
				this.client.maxDead(), this.client.publishCounts());
		boolean wasLeased = isOne(this.client.run((scripts) -> scripts.reject, numbers, this.client.wakeChannel(),
				QueueClient.bytes(message.id()), QueueClient.bytes(message.receipt()), takenUntil(List.of(message)),
				QueueClient.bytes(DeathReason.stored(reason, this.client.version()))));
		if (wasLeased) {
			dead(message, reason);
		}
		return wasLeased;
	}

	/**
	 * Notes that a message has become a dead letter, and tells the observer.
	 */
	void dead(StoredMessage<?> message, String reason) {
		this.client.activity().removed(1);
		this.client.observer()
			.happened(new QueueEvent.Dead(this.settings.name(), message.id(), message.attempt(), reason));
	}

	/**
	 * Tells the observer if a message has become a dead letter.
	 */
	void tellIfDead(Settlement settlement) {
		StoredMessage<?> message = settlement.delivery().message();
		boolean isLast = message.attempt() >= maxAttempts(message);
		switch (settlement.kind()) {
			case REJECT -> dead(message, settlement.reason());
			case RETRY -> {
				if (isLast) {
					dead(message, settlement.reason());
				}
			}
			case UNREADABLE -> {
				if (isLast) {
					dead(message, DeadLetter.UNREADABLE + ": " + settlement.reason());
				}
			}
			default -> {
			}
		}
	}

	/**
	 * Notes that the lease of a message was lost, and tells the observer unless this
	 * process is settling the message.
	 */
	void lose(RedisDelivery<?> delivery) {
		boolean wasLost = delivery.isLost();
		delivery.lose();
		if (!wasLost && !delivery.isSettling()) {
			leaseLost(delivery.message());
		}
	}

	private void leaseLost(StoredMessage<?> message) {
		this.client.observer()
			.happened(new QueueEvent.LeaseLost(this.settings.name(), message.id(), message.attempt()));
	}

	/**
	 * Makes the lease of a message last from now on for a given time.
	 * @return when the lease ends by the server's clock, null if the message was no
	 * longer leased with its receipt
	 */
	@Nullable Instant extend(StoredMessage<?> message, Duration lease) {
		renewing(message);
		long end = this.client
			.run((scripts) -> scripts.extend, LuaScript.numbers(lease.toMillis()), QueueClient.bytes(message.id()),
					QueueClient.bytes(message.receipt()), takenUntil(List.of(message)))
			.number();
		return (end != 0) ? Instant.ofEpochMilli(end) : null;
	}

	/**
	 * Notes that a lease is about to be renewed.
	 */
	void renewing(StoredMessage<?> message) {
		this.renewed.add(message);
	}

	/**
	 * Returns what tells a script which deliveries of messages are meant.
	 */
	byte[] takenUntil(List<? extends StoredMessage<?>> messages) {
		return this.renewed.takenUntil(messages);
	}

	/**
	 * Returns the same, with one deadline if all are equal.
	 */
	byte[] takenUntilOnce(List<? extends StoredMessage<?>> messages) {
		byte[] all = takenUntil(messages);
		for (int i = Double.BYTES; i < all.length; i++) {
			if (all[i] != all[i - Double.BYTES]) {
				return all;
			}
		}
		return (all.length > Double.BYTES) ? Arrays.copyOf(all, Double.BYTES) : all;
	}

	byte[] takenUntilOf(List<Settlement> settlements) {
		return takenUntil(settlements.stream().map((settlement) -> settlement.delivery().message()).toList());
	}

	private static boolean isOne(LuaReply reply) {
		return reply.number() == 1;
	}

}
