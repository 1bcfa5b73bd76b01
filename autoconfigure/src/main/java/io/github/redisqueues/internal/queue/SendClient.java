package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;

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

	private final QueueSettings<?> settings;

	private final QueueClient client;

	private final PauseClient pauses;

	private final PlainSendScripts plainScripts = new PlainSendScripts();

	private final CombinedSends combined;

	private final GatheredSends gathered;

	SendClient(QueueSettings<?> settings, QueueClient client) {
		this.settings = settings;
		this.client = client;
		this.pauses = new PauseClient(settings, client);
		this.combined = new CombinedSends(this::sendPlain, client::tellFailure);
		this.gathered = new GatheredSends(client, this::sendPlainAsync);
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
			SendReply reply = isSingle(batch) ? this.combined.send(deadline, batch) : sendPlain(deadline, batch);
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

	private static boolean isSingle(OutgoingBatch batch) {
		return batch.ids().size() == 1 && batch.waitForRoom().isZero();
	}

	private SendReply sendPlain(Deadline deadline, OutgoingBatch batch) {
		boolean mayPush = this.plainScripts.mayPush(batch, this.client.publishCounts());
		return this.plainScripts.read(this.client.run(deadline, PlainSendScripts.script(mayPush), plain(batch)),
				mayPush);
	}

	private CompletableFuture<SendReply> sendPlainAsync(OutgoingBatch batch) {
		boolean mayPush = this.plainScripts.mayPush(batch, this.client.publishCounts());
		return this.client.start(PlainSendScripts.script(mayPush), plain(batch))
			.thenApply((reply) -> this.plainScripts.read(reply, mayPush));
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
			return this.gathered.send(batch)
				.thenCompose((reply) -> reply.needsOptions() ? sendWithOptionsAsync(batch, registration)
						: CompletableFuture.completedFuture(reply));
		}
		return sendWithOptionsAsync(batch, registration);
	}

	private CompletableFuture<SendReply> sendWithOptionsAsync(OutgoingBatch batch,
			@Nullable Registration registration) {
		return this.gathered
			.send(batch,
					(messages) -> this.client
						.start((scripts) -> scripts.sendWithOptions, withOptions(messages, registration))
						.thenApply(SendReply::read))
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
