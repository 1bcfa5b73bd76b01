package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

import io.github.redisqueues.RedisOutcomeUnknownException;
import io.github.redisqueues.internal.queue.SendCommands.Sent;
import io.github.redisqueues.internal.validation.Texts;
import io.github.redisqueues.queue.PayloadConverter;
import io.github.redisqueues.queue.QueueFullException;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.queue.SendOutcomeUnknownException;

/**
 * The sending half of a queue: checks what the caller wants and writes the payloads
 * before Redis is touched.
 *
 * @param <E> type of the payloads
 */
final class Sender<E> {

	private final QueueSettings<E> settings;

	private final QueueCommands commands;

	private final SendCommands sends;

	private final PayloadConverter converter;

	private final MessageIds ids;

	Sender(QueueSettings<E> settings, QueueCommands commands, PayloadConverter converter, MessageIds ids) {
		this.settings = settings;
		this.commands = commands;
		this.sends = new SendCommands(settings, commands);
		this.converter = converter;
		this.ids = ids;
	}

	List<String> send(Collection<? extends E> payloads, SendOptions options) {
		Objects.requireNonNull(options, "options must not be null");
		if (payloads.size() > RedisQueue.MAX_BATCH_SIZE) {
			throw new IllegalArgumentException(
					"One call sends " + RedisQueue.MAX_BATCH_SIZE + " messages at the most, but got " + payloads.size()
							+ " for queue '" + this.settings.name() + "'");
		}
		check(options, payloads.size());
		if (payloads.isEmpty()) {
			return List.of();
		}
		OutgoingBatch batch = batch(payloads, options);
		try {
			return send(batch);
		}
		catch (RedisOutcomeUnknownException ex) {
			throw new SendOutcomeUnknownException("queue '" + this.settings.name() + "'", batch.ids(), ex);
		}
	}

	List<String> send(OutgoingBatch batch) {
		Sent sent = this.sends.send(batch);
		if (sent.refused() && hasRoomAfterAll(batch.ids().size())) {
			sent = this.sends.send(batch);
		}
		if (sent.refused()) {
			throw full(sent, batch.ids().size());
		}
		return sent.standing().isEmpty() ? batch.ids() : List.of(sent.standing());
	}

	SendCommands commands() {
		return this.sends;
	}

	SchedulableQueue.Reply sendTick(String schedule, Instant tick, Duration sendWithin, E payload) {
		Texts.requireName("schedule", schedule);
		SendOptions options = SendOptions.defaults()
			.id("schedule:" + schedule + ":" + tick.toEpochMilli())
			.header("schedule", schedule)
			.header("tick", tick.toString())
			.delay(Duration.ZERO);
		OutgoingBatch message = batch(Arrays.asList(payload), options);
		SchedulableQueue.Reply reply = this.sends.sendTick(schedule, tick, sendWithin, message);
		if (reply.outcome() == SchedulableQueue.Outcome.FULL && this.commands.size() < this.settings.capacity()) {
			// Counting made room: it removes what has expired
			reply = this.sends.sendTick(schedule, tick, sendWithin, message);
		}
		return reply;
	}

	/**
	 * Counting makes room: it removes what has expired.
	 */
	boolean hasRoomAfterAll(int count) {
		return this.commands.size() + count <= this.settings.capacity();
	}

	QueueFullException full(Sent sent, int count) {
		return new QueueFullException(this.settings.name(), this.settings.capacity(), sent.size(), count);
	}

	/**
	 * What this queue is to store of a message that others get as well.
	 */
	OutgoingBatch shared(String id, byte[] rest, SendOptions options) {
		check(options, 1);
		return batch(List.of(id), List.of(rest), options);
	}

	private void check(SendOptions options, int count) {
		if (options.priority().isPresent() && this.settings.type() != QueueType.PRIORITY) {
			throw refused("is of type " + this.settings.type() + " and has no priorities; send without the option"
					+ " priority, or give it the type PRIORITY");
		}
		if (options.group().isPresent() && this.settings.type() == QueueType.LIFO) {
			throw refused("is of type LIFO and has no groups, which are taken in the order of sending; send without the"
					+ " option group, or give it the type FIFO");
		}
		if (count > 1 && (options.id().isPresent() || options.deduplicationId().isPresent())) {
			throw refused("was to get " + count + " messages with one "
					+ (options.id().isPresent() ? "id" : "deduplicationId") + "; send them one by one");
		}
		Duration timeToLive = timeToLive(options);
		if (!timeToLive.isZero() && options.deliverAt().isEmpty() && delay(options).compareTo(timeToLive) >= 0) {
			throw refused("was to get a message with a delay of " + delay(options) + " and a timeToLive of "
					+ timeToLive + ", so that it would expire before anyone could take it");
		}
	}

	private IllegalArgumentException refused(String what) {
		return new IllegalArgumentException("Queue '" + this.settings.name() + "' " + what);
	}

	private Duration delay(SendOptions options) {
		return options.delay().orElse(this.settings.delay());
	}

	private Duration timeToLive(SendOptions options) {
		return options.timeToLive().orElse(this.settings.timeToLive());
	}

	private OutgoingBatch batch(Collection<? extends E> payloads, SendOptions options) {
		byte[] fields = Envelope.fields(options);
		List<String> messageIds = new ArrayList<>(payloads.size());
		List<byte[]> rests = new ArrayList<>(payloads.size());
		for (E payload : payloads) {
			rests.add(rest(fields, write(payload)));
			messageIds.add(options.id().orElseGet(this.ids::next));
		}
		return batch(messageIds, rests, options);
	}

	private OutgoingBatch batch(List<String> messageIds, List<byte[]> rests, SendOptions options) {
		Duration timeToLive = timeToLive(options);
		int flags = Envelope.flags(options, this.settings.type() == QueueType.PRIORITY);
		return new OutgoingBatch(messageIds, rests, flags, delay(options), options.deliverAt().orElse(null), timeToLive,
				options.priority().orElse(0), options.deduplicationId().orElse(""), options.group().orElse(""),
				options.id().isPresent());
	}

	private byte[] write(E payload) {
		if (payload == null) {
			throw new IllegalArgumentException(
					"Queue '" + this.settings.name() + "' was to get null, which is no message");
		}
		if (!this.settings.payloadType().isInstance(payload)) {
			throw new IllegalArgumentException("Queue '" + this.settings.name() + "' takes payloads of type "
					+ this.settings.payloadType().getName() + ", but got " + payload.getClass().getName());
		}
		return this.converter.write(payload);
	}

	/**
	 * The part of an envelope that the client writes.
	 */
	static byte[] rest(byte[] fields, byte[] payload) {
		if (fields.length == 0) {
			return payload;
		}
		byte[] both = new byte[fields.length + payload.length];
		System.arraycopy(fields, 0, both, 0, fields.length);
		System.arraycopy(payload, 0, both, fields.length, payload.length);
		return both;
	}

}
