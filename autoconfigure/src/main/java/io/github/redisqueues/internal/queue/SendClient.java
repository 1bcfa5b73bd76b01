package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

import io.github.redisqueues.internal.queue.QueueScripts.Script;
import io.github.redisqueues.internal.queue.SchedulableQueue.Outcome;
import io.github.redisqueues.internal.redis.Deadline;
import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.internal.redis.LuaScript;
import io.github.redisqueues.internal.wait.Registration;
import io.github.redisqueues.queue.QueueEvent;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.SendResult;
import org.jspecify.annotations.Nullable;

/**
 * Stores messages in one queue. Each method runs one script. Safe for use by several
 * threads.
 */
final class SendClient {

	/**
	 * Makes every priority positive.
	 */
	static final long PRIORITY_BIAS = 1L << 31;

	/**
	 * Longest body of a message that is pushed, in bytes. Subscribers get what is
	 * published in full, wanted or not, and are cut off if they read too slowly.
	 */
	private static final int MAX_PUSHED = 16 * 1024;

	private final QueueSettings<?> settings;

	private final QueueClient client;

	private final PauseClient pauses;

	/**
	 * Whether a process waited at the last plain send. Then the next one is sent with a
	 * script that has a key more.
	 */
	private volatile boolean isAwaited;

	SendClient(QueueSettings<?> settings, QueueClient client) {
		this.settings = settings;
		this.client = client;
		this.pauses = new PauseClient(settings, client);
	}

	/**
	 * The reply to a send.
	 *
	 * @param verdict 1 if the queue had no room, 3 if sending is paused, 4 if the message
	 * replaced another, 6 if it would expire before it is ready, otherwise 0
	 * @param number how many messages the queue holds, if it had no room; otherwise how
	 * many more it can hold, if it has a capacity
	 * @param nextRoomMillis in how many milliseconds there may be room, -1 if that is not
	 * known
	 * @param capacity how many messages the queue can hold, 0 for any number
	 * @param knownId the id of the message that was stored before or replaced, empty if
	 * the new messages were stored
	 */
	record SendReply(long verdict, long number, long nextRoomMillis, long capacity, String knownId) {

		/**
		 * Makes the reply of {@code send.lua} or {@code send-to-waiter.lua}.
		 */
		static SendReply ofPlain(long verdict) {
			return new SendReply(verdict, 0, -1, 0, "");
		}

		/**
		 * Reads what {@code send-with-options.lua} returns.
		 */
		static SendReply read(LuaReply reply) {
			return new SendReply(reply.number(), reply.number(), reply.number(), reply.number(), reply.text());
		}

		boolean isFull() {
			return this.verdict == 1;
		}

		/**
		 * Returns whether an operator has given the queue a capacity, which
		 * {@code send.lua} does not know.
		 */
		boolean needsOptions() {
			return this.verdict == 5;
		}

		boolean isPaused() {
			return this.verdict == 3;
		}

		boolean expiresFirst() {
			return this.verdict == 6;
		}

		/**
		 * Returns the outcome for the message. A message with a generated id was stored
		 * by this send, even if a repeated call found it.
		 */
		SendResult of(OutgoingBatch batch) {
			String id = batch.ids().get(0);
			if (isFull()) {
				return new SendResult(id, SendResult.Outcome.FULL);
			}
			if (this.knownId.isEmpty() || (!batch.hasGivenId() && this.knownId.equals(id))) {
				return new SendResult(id, SendResult.Outcome.STORED);
			}
			return new SendResult(this.knownId,
					(this.verdict == 4) ? SendResult.Outcome.REPLACED : SendResult.Outcome.DUPLICATE);
		}

		/**
		 * Returns whether the queue has room for another message after this one.
		 */
		boolean hasRoomLeft() {
			return !isFull() && this.number > 0;
		}

	}

	/**
	 * A send that {@code fan-out.lua} runs together with those of other queues.
	 *
	 * @param script what to run, and on which keys
	 * @param arguments its arguments
	 */
	record Step(Script script, byte[][] arguments) {
	}

	/**
	 * Throws the exception for a send that was refused because sending is paused, unless
	 * it no longer is.
	 */
	void requireSending(Deadline deadline) {
		this.pauses.requireSending(deadline);
	}

	/**
	 * Returns the end of a send that begins now.
	 */
	Deadline deadline() {
		return this.client.deadline();
	}

	/**
	 * Tells the observer that messages were not stored because the queue is full.
	 * @param capacity how many messages the queue can hold
	 */
	void refused(long capacity, int count) {
		this.client.observer().happened(new QueueEvent.Full(this.settings.name(), capacity, count));
	}

	/**
	 * Tells the observer what became of a tick.
	 */
	void ticked(String schedule, SchedulableQueue.Outcome outcome, Duration late) {
		this.client.observer().ticked(schedule, this.settings.name(), outcome, late);
	}

	/**
	 * Stores messages.
	 * @param registration whether this process is registered as waiting for room, null if
	 * the send does not wait
	 * @throws io.github.redisqueues.queue.SendingPausedException if sending is paused
	 */
	SendReply send(Deadline deadline, OutgoingBatch batch, @Nullable Registration registration) {
		SendReply reply = tryToSend(deadline, batch, registration);
		while (reply.isPaused()) {
			this.pauses.requireSending(deadline);
			reply = tryToSend(deadline, batch, registration);
		}
		requireLiving(reply, batch);
		return reply;
	}

	/**
	 * Throws the exception for a send that was refused because the message would expire
	 * before it is ready.
	 */
	void requireLiving(SendReply reply, OutgoingBatch batch) {
		if (reply.expiresFirst()) {
			throw new IllegalArgumentException("Queue '" + this.settings.name() + "' cannot store a message with"
					+ " deliverAt " + batch.deliverAt() + " and a timeToLive of " + batch.timeToLive()
					+ ", because it would expire before it is ready");
		}
	}

	private SendReply tryToSend(Deadline deadline, OutgoingBatch batch, @Nullable Registration registration) {
		if (isPlain(batch)) {
			boolean pushes = pushes(batch);
			SendReply reply = ofPlain(this.client.run(deadline, plain(pushes), plain(batch)), pushes);
			if (!reply.needsOptions()) {
				return reply;
			}
		}
		SendReply reply = sendWithOptions(deadline, batch, registration);
		// What is full now had no capacity before, so this process was not registered as
		// waiting for room
		return (this.client.noteCapacity(reply.capacity()) && reply.isFull())
				? sendWithOptions(deadline, batch, registration) : reply;
	}

	private SendReply sendWithOptions(Deadline deadline, OutgoingBatch batch, @Nullable Registration registration) {
		return SendReply
			.read(this.client.run(deadline, (scripts) -> scripts.sendWithOptions, withOptions(batch, registration)));
	}

	/**
	 * Does the same without blocking a thread until Redis answers.
	 */
	CompletableFuture<SendReply> sendAsync(OutgoingBatch batch, @Nullable Registration registration) {
		return tryToSendAsync(batch, registration).thenCompose((reply) -> {
			requireLiving(reply, batch);
			if (!reply.isPaused()) {
				return CompletableFuture.completedFuture(reply);
			}
			this.pauses.requireSending(deadline());
			return sendAsync(batch, registration);
		});
	}

	private CompletableFuture<SendReply> tryToSendAsync(OutgoingBatch batch, @Nullable Registration registration) {
		if (isPlain(batch)) {
			boolean pushes = pushes(batch);
			return this.client.runAsync(plain(pushes), () -> plain(batch))
				.thenApply((reply) -> ofPlain(reply, pushes))
				.thenCompose((reply) -> reply.needsOptions() ? sendWithOptionsAsync(batch, registration)
						: CompletableFuture.completedFuture(reply));
		}
		return sendWithOptionsAsync(batch, registration);
	}

	private CompletableFuture<SendReply> sendWithOptionsAsync(OutgoingBatch batch,
			@Nullable Registration registration) {
		return this.client.runAsync((scripts) -> scripts.sendWithOptions, () -> withOptions(batch, registration))
			.thenApply(SendReply::read)
			.thenCompose((reply) -> (this.client.noteCapacity(reply.capacity()) && reply.isFull())
					? sendWithOptionsAsync(batch, registration) : CompletableFuture.completedFuture(reply));
	}

	ScheduledExecutorService executor() {
		return this.client.executor();
	}

	private boolean isPlain(OutgoingBatch batch) {
		return batch.isPlain() && !isInDueOrder() && this.settings.capacity() == 0
				&& this.settings.duplicateWindow().toMillis() == 0;
	}

	/**
	 * Returns whether a plain send leases the message to a process that waits, and
	 * publishes it there. Not in a Cluster, where a script does not learn whether anyone
	 * hears it.
	 */
	private boolean pushes(OutgoingBatch batch) {
		return this.isAwaited && batch.bodies().size() == 1 && batch.bodies().get(0).length <= MAX_PUSHED
				&& !Envelope.limitsAttempts(batch.flags()) && this.client.publishCounts() == 1;
	}

	private static Function<QueueScripts, Script> plain(boolean pushes) {
		return pushes ? (scripts) -> scripts.sendToWaiter : (scripts) -> scripts.send;
	}

	/**
	 * Reads the reply to a plain send, which says 7 if the other script suits the next
	 * one.
	 */
	private SendReply ofPlain(LuaReply reply, boolean pushes) {
		long verdict = reply.hasMore() ? reply.number() : 0;
		if (verdict == 0 || verdict == 7) {
			boolean awaited = pushes != (verdict == 7);
			if (this.isAwaited != awaited) {
				this.isAwaited = awaited;
			}
		}
		return SendReply.ofPlain((verdict == 7) ? 0 : verdict);
	}

	private byte[][] plain(OutgoingBatch batch) {
		return arguments(batch,
				LuaScript.numbers(this.client.publishCounts(), batch.flags(), batch.priority() + PRIORITY_BIAS),
				this.client.wakeChannel());
	}

	/**
	 * Prepares a send for {@code fan-out.lua}.
	 * @param registration whether this process is registered as waiting for room, null if
	 * the send does not wait
	 */
	Step step(Deadline deadline, OutgoingBatch batch, @Nullable Registration registration) {
		return new Step(this.client.sendInFanOut(deadline), withOptions(batch, registration));
	}

	/**
	 * Removes this process from those that wait for room, and wakes another one instead.
	 */
	void unregisterSender() {
		this.client.run((scripts) -> scripts.unregisterSender, LuaScript.numbers(this.client.publishCounts()),
				this.client.wakeChannel(), this.client.process());
	}

	SchedulableQueue.State beginSchedule(String schedule, String definition) {
		LuaReply reply = this.client.run((scripts) -> scripts.beginSchedule, QueueClient.bytes(schedule),
				QueueClient.bytes(definition));
		return new SchedulableQueue.State(Instant.ofEpochMilli(reply.number()), Instant.ofEpochMilli(reply.number()));
	}

	Optional<Instant> lastTick(String schedule) {
		long tick = this.client.run((scripts) -> scripts.readSchedule, QueueClient.bytes(schedule)).number();
		return (tick == 0) ? Optional.empty() : Optional.of(Instant.ofEpochMilli(tick));
	}

	SchedulableQueue.Reply sendTick(Deadline deadline, String schedule, Instant tick, Duration sendWithin,
			OutgoingBatch message) {
		byte[] numbers = LuaScript.numbers(tick.toEpochMilli(), sendWithin.toMillis());
		LuaReply reply = this.client.run(deadline, (scripts) -> scripts.sendTick,
				arguments(message, numbers, QueueClient.bytes(schedule), options(message, null),
						this.client.wakeChannel(), this.client.process(), QueueClient.bytes(message.deduplicationId()),
						QueueClient.bytes(message.group())));
		Outcome outcome = Outcome.values()[(int) reply.number()];
		return new SchedulableQueue.Reply(outcome, Instant.ofEpochMilli(reply.number()));
	}

	private byte[][] withOptions(OutgoingBatch batch, @Nullable Registration registration) {
		return arguments(batch, options(batch, registration), this.client.wakeChannel(), this.client.process(),
				QueueClient.bytes(batch.deduplicationId()), QueueClient.bytes(batch.group()));
	}

	private byte[] options(OutgoingBatch batch, @Nullable Registration registration) {
		long deliverAt = (batch.deliverAt() != null) ? batch.deliverAt().toEpochMilli() : 0;
		return LuaScript.numbers(this.settings.capacity(), this.settings.duplicateWindow().toMillis(),
				this.client.publishCounts(), batch.delay().toMillis(), deliverAt, batch.timeToLive().toMillis(),
				batch.flags(), batch.priority() + PRIORITY_BIAS, batch.hasGivenId() ? 1 : 0, isInDueOrder() ? 1 : 0,
				(registration != null) ? registration.ordinal() + 1 : 0, batch.maxDelay().toMillis());
	}

	private boolean isInDueOrder() {
		return this.settings.type() == QueueType.DELAY;
	}

	private static byte[][] arguments(OutgoingBatch batch, byte[]... first) {
		byte[][] arguments = Arrays.copyOf(first, first.length + 2 * batch.ids().size());
		int next = first.length;
		for (int i = 0; i < batch.ids().size(); i++) {
			arguments[next++] = QueueClient.bytes(batch.ids().get(i));
			arguments[next++] = batch.bodies().get(i);
		}
		return arguments;
	}

}
