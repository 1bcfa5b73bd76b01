package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

import io.github.redisqueues.internal.queue.QueueScripts.Script;
import io.github.redisqueues.internal.queue.SchedulableQueue.Outcome;
import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.internal.redis.LuaScript;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;

/**
 * What brings messages into one queue in Redis. Safe for use by several threads.
 */
final class SendCommands {

	private static final long PRIORITY_BIAS = 1L << 31;

	private final QueueSettings<?> settings;

	private final QueueCommands commands;

	private final QueueScripts scripts;

	SendCommands(QueueSettings<?> settings, QueueCommands commands) {
		this.settings = settings;
		this.commands = commands;
		this.scripts = commands.scripts();
	}

	/**
	 * What became of a batch.
	 *
	 * @param refused whether there was no room
	 * @param size how many messages there are, if there was no room
	 * @param standing the id of the message that stands instead, empty if there is none
	 */
	record Sent(boolean refused, long size, String standing) {

	}

	/**
	 * What one queue has to do in a script for several.
	 *
	 * @param script what it runs, and on which keys
	 * @param arguments its arguments
	 */
	record Step(Script script, byte[][] arguments) {

	}

	Sent send(OutgoingBatch batch) {
		if (batch.isPlain() && !isInDueOrder() && this.settings.capacity() == 0
				&& this.settings.duplicateWindow().toMillis() == 0) {
			this.commands.run(this.scripts.send, arguments(batch,
					LuaScript.numbers(this.commands.heardIsExact(), batch.flags(), batch.priority() + PRIORITY_BIAS),
					this.commands.wakeChannel()));
			return new Sent(false, 0, "");
		}
		return sent(this.commands.run(this.scripts.sendWithOptions, withOptions(batch)));
	}

	/**
	 * Reads what {@code send-with-options.lua} returns.
	 */
	static Sent sent(LuaReply reply) {
		return new Sent(reply.number() == 1, reply.number(), reply.text());
	}

	private byte[] options(OutgoingBatch batch) {
		long deliverAt = (batch.deliverAt() != null) ? batch.deliverAt().toEpochMilli() : 0;
		return LuaScript.numbers(this.settings.capacity(), this.settings.duplicateWindow().toMillis(),
				this.commands.heardIsExact(), batch.delay().toMillis(), deliverAt, batch.timeToLive().toMillis(),
				batch.flags(), batch.priority() + PRIORITY_BIAS, batch.idsAreGiven() ? 1 : 0, isInDueOrder() ? 1 : 0);
	}

	SchedulableQueue.State beginSchedule(String schedule, String definition) {
		LuaReply reply = this.commands.run(this.scripts.beginSchedule, QueueCommands.bytes(schedule),
				QueueCommands.bytes(definition));
		return new SchedulableQueue.State(Instant.ofEpochMilli(reply.number()), Instant.ofEpochMilli(reply.number()));
	}

	SchedulableQueue.Reply sendTick(String schedule, Instant tick, Duration sendWithin, OutgoingBatch message) {
		byte[] numbers = LuaScript.numbers(tick.toEpochMilli(), sendWithin.toMillis());
		LuaReply reply = this.commands.run(this.scripts.sendTick,
				arguments(message, numbers, QueueCommands.bytes(schedule), options(message),
						this.commands.wakeChannel(), QueueCommands.bytes(message.deduplicationId()),
						QueueCommands.bytes(message.group())));
		Outcome outcome = Outcome.values()[(int) reply.number()];
		return new SchedulableQueue.Reply(outcome, Instant.ofEpochMilli(reply.number()));
	}

	private byte[][] withOptions(OutgoingBatch batch) {
		return arguments(batch, options(batch), this.commands.wakeChannel(),
				QueueCommands.bytes(batch.deduplicationId()), QueueCommands.bytes(batch.group()));
	}

	/**
	 * A send as a step of {@code fan-out.lua}.
	 */
	Step step(OutgoingBatch batch) {
		return new Step(this.scripts.sendInFanOut, withOptions(batch));
	}

	private boolean isInDueOrder() {
		return this.settings.type() == QueueType.DELAY;
	}

	private static byte[][] arguments(OutgoingBatch batch, byte[]... first) {
		byte[][] arguments = Arrays.copyOf(first, first.length + 2 * batch.ids().size());
		int next = first.length;
		for (int i = 0; i < batch.ids().size(); i++) {
			arguments[next++] = QueueCommands.bytes(batch.ids().get(i));
			arguments[next++] = batch.rests().get(i);
		}
		return arguments;
	}

}
