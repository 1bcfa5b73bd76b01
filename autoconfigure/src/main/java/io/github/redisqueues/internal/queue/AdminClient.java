package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

import io.github.redisqueues.internal.fleet.ConsumerReport;
import io.github.redisqueues.internal.queue.QueueReading.Told;
import io.github.redisqueues.internal.redis.Deadline;
import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.internal.redis.LuaScript;
import io.github.redisqueues.queue.CancelMode;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.MessageState;
import io.github.redisqueues.queue.PayloadException;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueStats;
import io.github.redisqueues.queue.QueuedMessage;
import io.github.redisqueues.queue.RedisQueue;

/**
 * Counts, browses, removes and redrives the messages of one queue. Each method runs one
 * script. Safe for use by several threads.
 *
 * @param <E> type of the payloads
 */
final class AdminClient<E> {

	/**
	 * Largest index to which a 32-bit server can add the length of a page.
	 */
	private static final int MAX_OFFSET = 1_000_000_000;

	private static final int PEEK_PAGE = 16;

	/**
	 * How many consumers one script reads.
	 */
	private static final int MAX_CONSUMERS = 1000;

	private final QueueSettings<E> settings;

	private final QueueClient client;

	private final Payloads<E> payloads;

	AdminClient(QueueSettings<E> settings, QueueClient client, Payloads<E> payloads) {
		this.settings = settings;
		this.client = client;
		this.payloads = payloads;
	}

	/**
	 * The result of a purge.
	 *
	 * @param removed how many messages it removed
	 * @param left how many are left
	 */
	private record Purged(long removed, long left) {
	}

	/**
	 * Removes messages.
	 * @return how many were removed
	 */
	int cancel(Collection<String> ids, CancelMode mode) {
		return cancel(ids, mode, "");
	}

	/**
	 * Removes messages that a move has added, and that no other move has taken over.
	 */
	int cancelMoved(Collection<String> ids, String mover) {
		return cancel(ids, CancelMode.UNTAKEN, mover);
	}

	private int cancel(Collection<String> ids, CancelMode mode, String mover) {
		byte[] numbers = this.client.sweepNumbers((mode == CancelMode.INTERRUPT) ? 1 : 0);
		int cancelled = (int) this.client
			.run((scripts) -> scripts.cancel,
					arguments(ids, numbers, this.client.wakeChannel(), this.client.noticeChannel(),
							QueueClient.bytes(mover)))
			.number();
		this.client.activity().removed(cancelled);
		return cancelled;
	}

	private static byte[][] arguments(Collection<String> ids, byte[]... first) {
		byte[][] arguments = Arrays.copyOf(first, first.length + ids.size());
		int next = first.length;
		for (String id : ids) {
			arguments[next++] = QueueClient.bytes(id);
		}
		return arguments;
	}

	/**
	 * Removes all messages that are ready or delayed.
	 * @return how many were
	 */
	long purge() {
		PartialCall call = new PartialCall("removed");
		AtomicLong left = new AtomicLong();
		int removed = call.run(() -> purge(RedisQueue.MAX_BATCH_SIZE, left));
		// Messages that are sent meanwhile stay, or this might never end
		long rest = left.get();
		while (rest > 0 && removed > 0) {
			int limit = (int) Math.min(rest, RedisQueue.MAX_BATCH_SIZE);
			removed = call.run(() -> purge(limit, left));
			rest -= removed;
		}
		return call.done();
	}

	private int purge(int limit, AtomicLong left) {
		AdminClient.Purged purged = purge(limit);
		left.set(purged.left());
		return (int) purged.removed();
	}

	private Purged purge(int limit) {
		LuaReply reply = this.client.run((scripts) -> scripts.purge, this.client.sweepNumbers(limit),
				this.client.wakeChannel());
		Purged purged = new Purged(reply.number(), reply.number());
		this.client.activity().removed(purged.removed());
		return purged;
	}

	/**
	 * Counts messages, and removes those that have expired.
	 */
	long size() {
		return size(this.client.deadline());
	}

	long size(Deadline deadline) {
		return this.client
			.run(deadline, (scripts) -> scripts.size, this.client.sweepNumbers(), this.client.wakeChannel())
			.number();
	}

	/**
	 * Does the same without blocking a thread until Redis answers.
	 */
	CompletableFuture<Long> sizeAsync() {
		return this.client
			.runAsync((scripts) -> scripts.size,
					() -> new byte[][] { this.client.sweepNumbers(), this.client.wakeChannel() })
			.thenApply(LuaReply::number);
	}

	QueueStats stats() {
		return stats(
				this.client.run((scripts) -> scripts.stats, this.client.sweepNumbers(0), this.client.wakeChannel()));
	}

	/**
	 * Counts messages, and reads what consumers tell of themselves.
	 */
	QueueReading read() {
		LuaReply reply = this.client.run((scripts) -> scripts.stats, this.client.sweepNumbers(1),
				this.client.wakeChannel());
		QueueStats stats = stats(reply);
		List<Told> consumers = new ArrayList<>();
		int told = 0;
		for (; reply.hasMore(); told++) {
			Duration age = Duration.ofMillis(reply.number());
			ConsumerReport.read(reply.bytes()).ifPresent((report) -> consumers.add(new Told(age, report)));
		}
		return new QueueReading(stats, (told < MAX_CONSUMERS) ? Optional.of(consumers) : Optional.empty());
	}

	private static QueueStats stats(LuaReply reply) {
		return new QueueStats(reply.number(), reply.number(), reply.number(), reply.number(),
				Duration.ofMillis(reply.number()));
	}

	List<QueuedMessage<E>> browse(int offset, int limit) {
		requirePage(offset, limit);
		List<QueuedMessage<E>> messages = new ArrayList<>();
		if (limit > 0) {
			LuaReply reply = this.client.run((scripts) -> scripts.browse, page(offset, limit),
					this.client.wakeChannel());
			while (reply.hasMore()) {
				String id = reply.text();
				MessageState state = MessageState.values()[(int) reply.number()];
				long ahead = reply.number();
				Instant dueAt = Instant.ofEpochMilli(reply.number());
				StoredMessage<E> message = message(id, reply.text(), reply.bytes());
				messages.add(new RedisQueuedMessage<>(message, state, message.attempt() - 1, ahead, dueAt));
			}
		}
		return messages;
	}

	List<QueuedMessage<E>> browseInFlight(int offset, int limit) {
		requirePage(offset, limit);
		List<QueuedMessage<E>> messages = new ArrayList<>();
		if (limit > 0) {
			LuaReply reply = this.client.run((scripts) -> scripts.browseInFlight, page(offset, limit),
					this.client.wakeChannel());
			while (reply.hasMore()) {
				String id = reply.text();
				Instant leaseUntil = Instant.ofEpochMilli(reply.number());
				StoredMessage<E> message = message(id, reply.text(), reply.bytes());
				messages
					.add(new RedisQueuedMessage<>(message, MessageState.IN_FLIGHT, message.attempt(), -1, leaseUntil));
			}
		}
		return messages;
	}

	/**
	 * Reads the message that would be taken next.
	 */
	Optional<E> peek() {
		for (int offset = 0;; offset += PEEK_PAGE) {
			List<QueuedMessage<E>> page = browse(offset, PEEK_PAGE);
			for (QueuedMessage<E> message : page) {
				if (message.dueAt().isPresent()) {
					return Optional.empty();
				}
				try {
					return Optional.of(message.payload());
				}
				catch (PayloadException ex) {
					// This process cannot receive it either
				}
			}
			if (page.size() < PEEK_PAGE) {
				return Optional.empty();
			}
		}
	}

	List<DeadLetter<E>> browseDead(int offset, int limit) {
		requirePage(offset, limit);
		List<DeadLetter<E>> dead = new ArrayList<>();
		if (limit > 0) {
			LuaReply reply = this.client.run((scripts) -> scripts.browseDead, page(offset, limit),
					this.client.wakeChannel());
			while (reply.hasMore()) {
				String id = reply.text();
				String receipt = reply.text();
				Instant diedAt = Instant.ofEpochMilli(reply.number());
				String reason = reply.text();
				dead.add(new RedisDeadLetter<>(message(id, receipt, reply.bytes()), DeathReason.read(reason), diedAt));
			}
		}
		return dead;
	}

	private static void requirePage(int offset, int limit) {
		if (offset < 0) {
			throw new IllegalArgumentException("offset must not be negative, but is " + offset);
		}
		if (limit < 0 || limit > RedisQueue.MAX_BATCH_SIZE) {
			throw new IllegalArgumentException("limit must be 0 to " + RedisQueue.MAX_BATCH_SIZE + ", but is " + limit);
		}
	}

	private byte[] page(int offset, int limit) {
		return this.client.sweepNumbers(Math.min(offset, MAX_OFFSET), limit);
	}

	private StoredMessage<E> message(String id, String receipt, byte[] envelope) {
		return new StoredMessage<>(id, receipt, envelope, this.payloads);
	}

	/**
	 * Returns dead letters to the queue.
	 * @param limit how many at the most
	 * @param ids which ones; none for the ones that have been dead for longest
	 * @return how many were returned
	 */
	int redrive(int limit, Collection<String> ids) {
		return (int) this.client
			.run((scripts) -> scripts.redrive,
					arguments(ids, LuaScript.numbers(this.client.publishCounts(), limit), this.client.wakeChannel()))
			.number();
	}

	/**
	 * Deletes dead letters.
	 * @param limit how many at the most
	 * @param ids which ones; none for the ones that have been dead for longest
	 * @return how many were deleted
	 */
	int deleteDead(int limit, Collection<String> ids) {
		return (int) this.client
			.run((scripts) -> scripts.deleteDead,
					arguments(ids, LuaScript.numbers(this.settings.duplicateWindow().toMillis(), limit)))
			.number();
	}

}
