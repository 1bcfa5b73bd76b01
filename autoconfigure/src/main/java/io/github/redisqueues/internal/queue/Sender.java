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
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.github.redisqueues.internal.redis.Deadline;
import io.github.redisqueues.internal.validation.Texts;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.queue.SendOptions.Debounce;
import io.github.redisqueues.queue.SendResult;
import org.jspecify.annotations.Nullable;

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

	/**
	 * Sends instead, null if no observer watches.
	 */
	private final @Nullable ObservedSender<E> observed;

	Sender(QueueSettings<E> settings, MessageStore store, Payloads<E> payloads, MessageIds ids,
			QueueObserver observer) {
		this.settings = settings;
		this.store = store;
		this.payloads = payloads;
		this.ids = ids;
		this.observed = observer.observesCalls() ? new ObservedSender<>(this, observer) : null;
	}

	List<String> send(Collection<? extends E> payloads, SendOptions options) {
		check(payloads, options);
		if (payloads.isEmpty()) {
			return List.of();
		}
		if (this.observed != null) {
			return this.observed.send(payloads, options);
		}
		OutgoingBatch batch = batch(payloads, options);
		return sendsAfterCommit(batch, options) ? batch.ids() : send(client().deadline(), batch);
	}

	CompletableFuture<List<String>> sendAsync(Collection<? extends E> payloads, SendOptions options) {
		check(payloads, options);
		if (payloads.isEmpty()) {
			return CompletableFuture.completedFuture(List.of());
		}
		if (this.observed != null) {
			return this.observed.sendAsync(payloads, options);
		}
		OutgoingBatch batch = batch(payloads, options);
		return sendsAfterCommit(batch, options) ? CompletableFuture.completedFuture(batch.ids())
				: this.store.storeAsync(batch).thenApply((reply) -> ids(batch, reply));
	}

	private boolean sendsAfterCommit(OutgoingBatch batch, SendOptions options) {
		return sendsAfterCommit(batch.ids(), options, () -> send(client().deadline(), batch));
	}

	/**
	 * Makes a send wait for the commit of this thread's transaction, if it asks for that
	 * and there is one.
	 */
	boolean sendsAfterCommit(List<String> ids, SendOptions options, Runnable send) {
		String what = (ids.size() == 1) ? "Message '" + ids.get(0) + "'" : "A batch of " + ids.size() + " messages";
		return options.isAfterCommit() && !this.store.isTransactional()
				&& SendAfterCommit.defer(what + " to queue '" + this.settings.name() + "'", send);
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

	List<String> ids(OutgoingBatch batch, SendReply reply) {
		if (reply.isFull()) {
			throw this.store.full(reply, batch.ids().size());
		}
		return (batch.ids().size() == 1) ? List.of(reply.of(batch).id()) : batch.ids();
	}

	SendResult trySend(E payload, SendOptions options) {
		Objects.requireNonNull(options, "options must not be null");
		check(options, 1);
		if (this.observed != null) {
			return this.observed.trySend(payload, options);
		}
		OutgoingBatch batch = batch(Arrays.asList(payload), options);
		return sendsAfterCommit(batch, options) ? new SendResult(batch.ids().get(0), SendResult.Outcome.AFTER_COMMIT)
				: trySend(batch);
	}

	SendResult trySend(OutgoingBatch batch) {
		SendReply reply = this.store.store(client().deadline(), batch);
		if (reply.isFull()) {
			client().refused(reply.capacity(), 1);
		}
		return reply.of(batch);
	}

	QueueSettings<E> settings() {
		return this.settings;
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
		return (this.observed != null) ? this.observed.sendTick(schedule, tick, sendWithin, payload, options)
				: sendTick(schedule, tick, sendWithin, batch(Arrays.asList(payload), options));
	}

	SchedulableQueue.Reply sendTick(String schedule, Instant tick, Duration sendWithin, OutgoingBatch message) {
		if (!this.store.isTransactional()) {
			return sendTickToRedis(schedule, tick, sendWithin, message);
		}
		SchedulableQueue.State state = client().beginSchedule(schedule, "");
		if (!state.settled().isBefore(tick)) {
			return new SchedulableQueue.Reply(SchedulableQueue.Outcome.DONE, state.now());
		}
		this.store.keep(message);
		SchedulableQueue.Reply reply = sendTickToRedis(schedule, tick, sendWithin, message);
		if (reply.outcome() != SchedulableQueue.Outcome.SENT) {
			this.store.discard(message);
		}
		return reply;
	}

	private SchedulableQueue.Reply sendTickToRedis(String schedule, Instant tick, Duration sendWithin,
			OutgoingBatch message) {
		Deadline deadline = client().deadline();
		SchedulableQueue.Reply reply = client().sendTick(deadline, schedule, tick, sendWithin, message);
		if (reply.outcome() == SchedulableQueue.Outcome.FULL && this.store.makeRoom(deadline, 1, Long.MAX_VALUE)) {
			reply = client().sendTick(deadline, schedule, tick, sendWithin, message);
		}
		if (reply.outcome() == SchedulableQueue.Outcome.FULL) {
			client().refused(this.settings.capacity(), 1);
		}
		client().ticked(schedule, reply.outcome(), Duration.between(tick, reply.now()));
		return reply;
	}

	/**
	 * Prepares one message that is also sent to other queues, with checked options.
	 * @param body its envelope without the header
	 * @param headers its headers
	 */
	OutgoingBatch shared(String id, byte[] body, SendOptions options, Map<String, String> headers) {
		return toBatch(List.of(id), List.of(body), options, headers);
	}

	/**
	 * Checks the options of a send.
	 * @throws IllegalArgumentException if one does not apply
	 */
	void check(SendOptions options, int count) {
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
		if (options.debounce().isPresent() && this.store.isTransactional()) {
			throw refused("is transactional and has no debounce; send without it, or to a queue that is not"
					+ " transactional");
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

	Duration delay(SendOptions options) {
		return options.debounce().map(Debounce::quiet).or(options::delay).orElse(this.settings.delay());
	}

	private Duration timeToLive(SendOptions options) {
		return options.timeToLive().orElse(this.settings.timeToLive());
	}

	private OutgoingBatch batch(Collection<? extends E> payloads, SendOptions options) {
		List<byte[]> written = write(payloads);
		return batch(ids(options, written.size()), written, identified(options, written), options.headers());
	}

	List<byte[]> write(Collection<? extends E> payloads) {
		List<byte[]> written = new ArrayList<>(payloads.size());
		for (E payload : payloads) {
			written.add(this.payloads.write(payload));
		}
		return written;
	}

	List<String> ids(SendOptions options, int count) {
		List<String> messageIds = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			messageIds.add(options.id().orElseGet(this.ids::next));
		}
		return messageIds;
	}

	/**
	 * Returns the options with the deduplication id, if that is a hash of the payload.
	 */
	static SendOptions identified(SendOptions options, List<byte[]> written) {
		return options.isDeduplicatedByContent() ? options.deduplicationId(contentId(written.get(0))) : options;
	}

	OutgoingBatch batch(List<String> messageIds, List<byte[]> written, SendOptions options,
			Map<String, String> headers) {
		byte[] fields = Envelope.fields(options, headers);
		return toBatch(messageIds, written.stream().map((payload) -> body(fields, payload)).toList(), options, headers);
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

	private OutgoingBatch toBatch(List<String> messageIds, List<byte[]> bodies, SendOptions options,
			Map<String, String> headers) {
		Duration timeToLive = timeToLive(options);
		int flags = Envelope.flags(options, headers, this.settings.type() == QueueType.PRIORITY);
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
