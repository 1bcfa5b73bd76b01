package io.github.redisqueues.internal.queue;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.github.redisqueues.internal.queue.SendClient.SendReply;
import io.github.redisqueues.internal.redis.Deadline;
import io.github.redisqueues.internal.validation.Texts;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.queue.SendOptions.Debounce;
import io.github.redisqueues.queue.SendResult;

/**
 * The sending half of a queue: checks the options and writes the payloads before it asks
 * Redis. Safe for use by several threads.
 *
 * @param <E> type of the payloads
 */
final class Sender<E> {

	private final QueueSettings<E> settings;

	private final MessageStore store;

	private final Payloads<E> payloads;

	private final MessageIds ids;

	Sender(QueueSettings<E> settings, MessageStore store, Payloads<E> payloads, MessageIds ids) {
		this.settings = settings;
		this.store = store;
		this.payloads = payloads;
		this.ids = ids;
	}

	List<String> send(Collection<? extends E> payloads, SendOptions options) {
		check(payloads, options);
		if (payloads.isEmpty()) {
			return List.of();
		}
		OutgoingBatch batch = batch(payloads, options);
		return sendsAfterCommit(batch, options) ? batch.ids() : send(client().deadline(), batch);
	}

	CompletableFuture<List<String>> sendAsync(Collection<? extends E> payloads, SendOptions options) {
		check(payloads, options);
		if (payloads.isEmpty()) {
			return CompletableFuture.completedFuture(List.of());
		}
		OutgoingBatch batch = batch(payloads, options);
		return sendsAfterCommit(batch, options) ? CompletableFuture.completedFuture(batch.ids())
				: this.store.storeAsync(batch).thenApply((reply) -> ids(batch, reply));
	}

	/**
	 * Makes a send wait for the commit of this thread's transaction, if it asks for that
	 * and there is one.
	 */
	private boolean sendsAfterCommit(OutgoingBatch batch, SendOptions options) {
		String what = (batch.ids().size() == 1) ? "Message '" + batch.ids().get(0) + "'"
				: "A batch of " + batch.ids().size() + " messages";
		return options.isAfterCommit() && SendAfterCommit.defer(what + " to queue '" + this.settings.name() + "'",
				() -> send(client().deadline(), batch));
	}

	private void check(Collection<? extends E> payloads, SendOptions options) {
		Objects.requireNonNull(payloads, "payloads must not be null");
		Objects.requireNonNull(options, "options must not be null");
		if (payloads.size() > RedisQueue.MAX_BATCH_SIZE) {
			throw new IllegalArgumentException("One call sends at most " + RedisQueue.MAX_BATCH_SIZE
					+ " messages, but got " + payloads.size() + " for queue '" + this.settings.name() + "'");
		}
		check(options, payloads.size());
	}

	/**
	 * Stores messages, or finds them stored.
	 * @return the ids of the messages that stand
	 */
	List<String> send(Deadline deadline, OutgoingBatch batch) {
		return ids(batch, this.store.store(deadline, batch));
	}

	private List<String> ids(OutgoingBatch batch, SendReply reply) {
		if (reply.isFull()) {
			throw this.store.full(reply, batch.ids().size());
		}
		return (batch.ids().size() == 1) ? List.of(reply.of(batch).id()) : batch.ids();
	}

	SendResult trySend(E payload, SendOptions options) {
		Objects.requireNonNull(options, "options must not be null");
		check(options, 1);
		OutgoingBatch batch = batch(Arrays.asList(payload), options);
		if (sendsAfterCommit(batch, options)) {
			return new SendResult(batch.ids().get(0), SendResult.Outcome.AFTER_COMMIT);
		}
		SendReply reply = this.store.store(client().deadline(), batch);
		if (reply.isFull()) {
			client().refused(reply.capacity(), 1);
		}
		return reply.of(batch);
	}

	Payloads<E> payloads() {
		return this.payloads;
	}

	MessageStore store() {
		return this.store;
	}

	SendClient client() {
		return this.store.client();
	}

	SchedulableQueue.Reply sendTick(String schedule, Instant tick, Duration sendWithin, E payload) {
		Texts.requireName("schedule", schedule);
		SendOptions options = SendOptions.defaults()
			.id("schedule:" + schedule + ":" + tick.toEpochMilli())
			.header("schedule", schedule)
			.header("tick", tick.toString())
			.delay(Duration.ZERO);
		OutgoingBatch message = batch(Arrays.asList(payload), options);
		Deadline deadline = client().deadline();
		SchedulableQueue.Reply reply = client().sendTick(deadline, schedule, tick, sendWithin, message);
		if (reply.outcome() == SchedulableQueue.Outcome.FULL && this.store.makeRoom(deadline, 1, Long.MAX_VALUE)) {
			reply = client().sendTick(deadline, schedule, tick, sendWithin, message);
		}
		if (reply.outcome() == SchedulableQueue.Outcome.FULL) {
			client().refused(this.settings.capacity(), 1);
		}
		return reply;
	}

	/**
	 * Prepares one message that is also sent to other queues.
	 * @param body its envelope without the header
	 */
	OutgoingBatch shared(String id, byte[] body, SendOptions options) {
		check(options, 1);
		return batch(List.of(id), List.of(body), options);
	}

	private void check(SendOptions options, int count) {
		if (options.priority().isPresent() && this.settings.type() != QueueType.PRIORITY) {
			throw refused("is of type " + this.settings.type() + " and has no priorities; send without the option"
					+ " priority, or configure the type PRIORITY");
		}
		if (options.group().isPresent() && this.settings.type() == QueueType.LIFO) {
			throw refused("is of type LIFO and has no groups, which keep the order of sending; send without the"
					+ " option group, or configure the type FIFO");
		}
		boolean isDeduplicated = options.deduplicationId().isPresent() || options.isDeduplicatedByContent();
		if (count > 1 && (options.id().isPresent() || isDeduplicated)) {
			throw refused("cannot store " + count + " messages under one "
					+ (options.id().isPresent() ? "id" : "deduplicationId") + "; send them one by one");
		}
		if (options.debounce().isPresent() && options.id().isEmpty() && !isDeduplicated) {
			throw refused("cannot tell which message a debounced one replaces; set the option deduplicationId or id");
		}
		Duration timeToLive = timeToLive(options);
		if (!timeToLive.isZero() && options.deliverAt().isEmpty() && delay(options).compareTo(timeToLive) >= 0) {
			throw refused("cannot store a message with a delay of " + delay(options) + " and a timeToLive of "
					+ timeToLive + ", because it would expire before it is ready");
		}
	}

	private IllegalArgumentException refused(String what) {
		return new IllegalArgumentException("Queue '" + this.settings.name() + "' " + what);
	}

	private Duration delay(SendOptions options) {
		return options.debounce().map(Debounce::quiet).or(options::delay).orElse(this.settings.delay());
	}

	private Duration timeToLive(SendOptions options) {
		return options.timeToLive().orElse(this.settings.timeToLive());
	}

	private OutgoingBatch batch(Collection<? extends E> payloads, SendOptions options) {
		List<byte[]> written = new ArrayList<>(payloads.size());
		List<String> messageIds = new ArrayList<>(payloads.size());
		for (E payload : payloads) {
			written.add(this.payloads.write(payload));
			messageIds.add(options.id().orElseGet(this.ids::next));
		}
		SendOptions own = options.isDeduplicatedByContent() ? options.deduplicationId(contentId(written.get(0)))
				: options;
		byte[] fields = Envelope.fields(own);
		return batch(messageIds, written.stream().map((payload) -> body(fields, payload)).toList(), own);
	}

	/**
	 * Returns the deduplication id of a payload that is deduplicated by its content.
	 */
	private static String contentId(byte[] payload) {
		try {
			byte[] hash = MessageDigest.getInstance("SHA-256").digest(payload);
			return "sha256:" + Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("This Java runtime has no SHA-256", ex);
		}
	}

	private OutgoingBatch batch(List<String> messageIds, List<byte[]> bodies, SendOptions options) {
		Duration timeToLive = timeToLive(options);
		int flags = Envelope.flags(options, this.settings.type() == QueueType.PRIORITY);
		return new OutgoingBatch(messageIds, bodies, flags, delay(options), options.deliverAt().orElse(null),
				timeToLive, options.priority().orElse(0), options.deduplicationId().orElse(""),
				options.group().orElse(""), options.id().isPresent(), options.waitForRoom().orElse(Duration.ZERO),
				options.debounce().map(Debounce::max).orElse(Duration.ZERO));
	}

	/**
	 * Returns the part of an envelope that the client writes.
	 */
	static byte[] body(byte[] fields, byte[] payload) {
		if (fields.length == 0) {
			return payload;
		}
		byte[] both = new byte[fields.length + payload.length];
		System.arraycopy(fields, 0, both, 0, fields.length);
		System.arraycopy(payload, 0, both, fields.length, payload.length);
		return both;
	}

}
