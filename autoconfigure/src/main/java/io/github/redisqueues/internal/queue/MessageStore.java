package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.github.redisqueues.ApplicationContextClosedException;
import io.github.redisqueues.RedisOutcomeUnknownException;
import io.github.redisqueues.internal.redis.Deadline;
import io.github.redisqueues.internal.wait.PollResult;
import io.github.redisqueues.internal.wait.Registration;
import io.github.redisqueues.internal.wait.WaitQueue;
import io.github.redisqueues.queue.QueueFullException;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.SendOutcomeUnknownException;
import org.jspecify.annotations.Nullable;

/**
 * Stores prepared messages in one queue. If there is no room, it removes messages that
 * have expired, and then waits for as long as the messages may. Safe for use by several
 * threads.
 */
final class MessageStore {

	private final QueueSettings<?> settings;

	private final SendClient client;

	private final AdminClient<?> admin;

	private final WaitQueue senders;

	private final Outbox outbox;

	/**
	 * Creates the store of one queue.
	 * @param senders the threads of this process that wait for room
	 * @param outbox keeps the messages, if the queue is transactional
	 */
	MessageStore(QueueSettings<?> settings, SendClient client, AdminClient<?> admin, WaitQueue senders, Outbox outbox) {
		this.settings = settings;
		this.client = client;
		this.admin = admin;
		this.senders = senders;
		this.outbox = outbox;
	}

	/**
	 * Returns whether the messages are stored with the caller's transaction, so that no
	 * send waits for its commit or for room.
	 */
	boolean isTransactional() {
		return this.outbox.isTransactional();
	}

	/**
	 * Stores messages in the database, and sends them after the commit.
	 */
	private SendReply storeInOutbox(OutgoingBatch batch) {
		List<String> added = this.outbox.add(OutboxMessage.of(batch, Instant.now()), !batch.hasGivenId(),
				() -> this.client.sendAsync(batch, null).thenApply(OutboxTarget.outcomeOf(batch)));
		return new SendReply(0, 0, -1, 0, added.isEmpty() ? batch.ids().get(0) : "");
	}

	SendClient client() {
		return this.client;
	}

	/**
	 * Stores messages in the database that are sent to Redis in another way.
	 */
	void keep(OutgoingBatch batch) {
		this.outbox.add(OutboxMessage.of(batch, Instant.now()), false,
				() -> CompletableFuture.completedFuture(OutboxFactory.Outcome.QUEUED));
	}

	/**
	 * Removes messages from the database that were not sent.
	 */
	void discard(OutgoingBatch batch) {
		this.outbox.remove(batch.ids());
	}

	/**
	 * Stores messages, all or none. A thread that waits for room knows what became of
	 * them when it is interrupted, if Redis answers soon.
	 * @param deadline the end of each call of Redis, if there is room
	 */
	SendReply store(Deadline deadline, OutgoingBatch batch) {
		if (isTransactional()) {
			return storeInOutbox(batch);
		}
		try {
			SendReply reply = tryToStore(batch.waitForRoom().isZero() ? deadline : deadline.patient(), batch, null);
			boolean fits = batch.ids().size() <= reply.capacity();
			return (reply.isFull() && fits) ? awaitRoom(batch.waitForRoom(), new Attempt<>(reply, true, reply),
					(registration) -> attempt(batch, registration)) : reply;
		}
		catch (RedisOutcomeUnknownException ex) {
			throw new SendOutcomeUnknownException("queue '" + this.settings.name() + "'", batch.ids(), ex);
		}
	}

	/**
	 * Does the same without blocking a thread.
	 */
	CompletableFuture<SendReply> storeAsync(OutgoingBatch batch) {
		return isTransactional() ? CompletableFuture.completedFuture(storeInOutbox(batch)) : storeInRedisAsync(batch);
	}

	private CompletableFuture<SendReply> storeInRedisAsync(OutgoingBatch batch) {
		return tryToStoreAsync(batch, null).thenCompose((reply) -> {
			boolean waits = reply.isFull() && batch.ids().size() <= reply.capacity() && !batch.waitForRoom().isZero();
			return waits ? awaitRoomAsync(batch, reply) : CompletableFuture.completedFuture(reply);
		}).exceptionallyCompose((failure) -> CompletableFuture.failedFuture(sendFailure(batch, failure)));
	}

	private Throwable sendFailure(OutgoingBatch batch, Throwable failure) {
		Throwable cause = (failure.getCause() != null) ? failure.getCause() : failure;
		return (cause instanceof RedisOutcomeUnknownException unknown)
				? new SendOutcomeUnknownException("queue '" + this.settings.name() + "'", batch.ids(), unknown)
				: failure;
	}

	private CompletableFuture<SendReply> tryToStoreAsync(OutgoingBatch batch, @Nullable Registration registration) {
		return this.client.sendAsync(batch, registration)
			.thenCompose((reply) -> reply.isFull() ? afterMakingRoom(batch, registration, reply)
					: CompletableFuture.completedFuture(reply));
	}

	private CompletableFuture<SendReply> afterMakingRoom(OutgoingBatch batch, @Nullable Registration registration,
			SendReply full) {
		return this.admin.sizeAsync()
			.thenCompose((size) -> (size + batch.ids().size() <= full.capacity())
					? this.client.sendAsync(batch, registration) : CompletableFuture.completedFuture(full));
	}

	private CompletableFuture<SendReply> awaitRoomAsync(OutgoingBatch batch, SendReply full) {
		return this.senders.awaitAsync(batch.waitForRoom(),
				(registration) -> tryToStoreAsync(batch, registration).thenApply(MessageStore::asPolled), null,
				(stored) -> (stored.isEmpty() ? requireOpen(full) : stored.get(0)), (stored) -> {
				}, this.client.executor(), this.client.executor());
	}

	private static PollResult<SendReply> asPolled(SendReply reply) {
		return new PollResult<>(reply.isFull() ? List.of() : List.of(reply), reply.hasRoomLeft(),
				reply.nextRoomMillis());
	}

	private <T> T requireOpen(T result) {
		if (this.senders.isClosed()) {
			throw new ApplicationContextClosedException("Nothing was sent to queue '" + this.settings.name()
					+ "', which was full, because the application context has been closed");
		}
		return result;
	}

	private Attempt<SendReply> attempt(OutgoingBatch batch, Registration registration) {
		SendReply reply = tryToStore(this.client.deadline().patient(), batch, registration);
		return new Attempt<>(reply, reply.isFull(), reply);
	}

	private SendReply tryToStore(Deadline deadline, OutgoingBatch batch, @Nullable Registration registration) {
		SendReply reply = this.client.send(deadline, batch, registration);
		return (reply.isFull() && makeRoom(deadline, batch.ids().size(), reply.capacity()))
				? this.client.send(deadline, batch, registration) : reply;
	}

	/**
	 * Removes expired messages, and returns whether there is room for more messages then.
	 * Does not ask for a thread that would wait and is interrupted.
	 */
	boolean makeRoom(Deadline deadline, int count, long capacity) {
		boolean isGivenUp = deadline.isPatient() && Thread.currentThread().isInterrupted();
		return !isGivenUp && this.admin.size(deadline) + count <= capacity;
	}

	QueueFullException full(SendReply reply, int count) {
		this.client.refused(reply.capacity(), count);
		return new QueueFullException(this.settings.name(), reply.capacity(), reply.number(), count);
	}

	/**
	 * An attempt to send while this process waits for room.
	 *
	 * @param <T> type of the result
	 * @param result its result
	 * @param isFull whether this queue had no room
	 * @param reply the reply of this queue
	 */
	record Attempt<T>(T result, boolean isFull, SendReply reply) {

	}

	/**
	 * Waits until an attempt finds room.
	 * @param limit how long to wait
	 * @param full the attempt that found none
	 * @param attempts makes the next ones
	 * @return the result of the last attempt; it found no room if the time is up or the
	 * thread was interrupted
	 */
	<T> T awaitRoom(Duration limit, Attempt<T> full, Function<Registration, Attempt<T>> attempts) {
		if (limit.isZero()) {
			return full.result();
		}
		RoomPoll<T> poll = new RoomPoll<>(full, attempts);
		this.senders.await(limit, poll::poll);
		// An interrupt hides a failure, which says more than that there is no room
		if (poll.unknown != null) {
			throw poll.unknown;
		}
		return poll.last.isFull() ? requireOpen(poll.last.result()) : poll.last.result();
	}

	/**
	 * The attempts of one thread that waits for room.
	 */
	private static final class RoomPoll<T> {

		private final Function<Registration, Attempt<T>> attempts;

		private Attempt<T> last;

		private @Nullable RedisOutcomeUnknownException unknown;

		private RoomPoll(Attempt<T> full, Function<Registration, Attempt<T>> attempts) {
			this.last = full;
			this.attempts = attempts;
		}

		private PollResult<Attempt<T>> poll(Registration registration) {
			try {
				this.last = this.attempts.apply(registration);
			}
			catch (RedisOutcomeUnknownException ex) {
				this.unknown = ex;
				throw ex;
			}
			return new PollResult<>(this.last.isFull() ? List.of() : List.of(this.last),
					this.last.reply().hasRoomLeft(), this.last.reply().nextRoomMillis());
		}

	}

}
