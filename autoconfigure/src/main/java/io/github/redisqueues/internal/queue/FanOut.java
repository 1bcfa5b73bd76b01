package io.github.redisqueues.internal.queue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

import io.github.redisqueues.RedisOutcomeUnknownException;
import io.github.redisqueues.internal.queue.FanOutClient.FanOutResult;
import io.github.redisqueues.internal.queue.MessageStore.Attempt;
import io.github.redisqueues.internal.redis.ChannelListener;
import io.github.redisqueues.internal.redis.Deadline;
import io.github.redisqueues.internal.wait.Registration;
import io.github.redisqueues.queue.FanOutIncompleteException;
import io.github.redisqueues.queue.PayloadException;
import io.github.redisqueues.queue.QueueFullException;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.queue.SendOutcomeUnknownException;
import org.jspecify.annotations.Nullable;

/**
 * Sends each message of a topic to several queues and to a channel, and reads messages
 * from the channel. Not for applications. Without a Cluster, one script sends to all
 * queues or to none. In a Cluster, each queue has a script of its own; they run one after
 * the other in the order of the topic's settings. Safe for use by several threads.
 *
 * @param <E> type of the payloads
 */
public final class FanOut<E> {

	/**
	 * Maximum number of queues of a topic.
	 */
	public static final int MAX_QUEUES = 100;

	private static final int MAX_ID_BYTES = 1024;

	private final String name;

	private final Payloads<E> payloads;

	private final List<RedisMessageQueue<E>> queues;

	private final FanOutClient client;

	private final MessageIds ids;

	/**
	 * Observes sends and subscribers, null if no observer watches.
	 */
	private final @Nullable QueueObserver observer;

	FanOut(String name, Payloads<E> payloads, List<RedisMessageQueue<E>> queues, FanOutClient client, MessageIds ids,
			QueueObserver observer) {
		this.name = name;
		this.payloads = payloads;
		this.queues = queues;
		this.client = client;
		this.ids = ids;
		this.observer = observer.observesCalls() ? observer : null;
	}

	/**
	 * Returns the topic's name.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Returns the observer of subscribers.
	 * @return the observer, null if none watches
	 */
	public @Nullable QueueObserver observer() {
		return this.observer;
	}

	/**
	 * Checks that a topic can send to queues.
	 * @throws IllegalArgumentException if there are too many, or one appears twice, has
	 * another payload type or was made by another factory
	 */
	static <E> List<RedisMessageQueue<E>> requireOwn(String topic, Payloads<E> payloads, FanOutClient client,
			Collection<? extends RedisQueue<E>> queues) {
		if (queues.size() > MAX_QUEUES) {
			throw new IllegalArgumentException(
					"Topic '" + topic + "' has " + queues.size() + " queues, but the limit is " + MAX_QUEUES);
		}
		Map<String, RedisMessageQueue<E>> own = new LinkedHashMap<>();
		for (RedisQueue<E> queue : queues) {
			if (!(queue instanceof RedisMessageQueue<E> ours) || !client.reaches(ours.client())) {
				throw new IllegalArgumentException("Topic '" + topic + "' cannot send to queue '" + queue.name()
						+ "', which was not made by the same RedisQueueFactory");
			}
			if (ours.outbox().isTransactional()) {
				throw new IllegalArgumentException(
						"Topic '" + topic + "' cannot send to queue '" + queue.name() + "', which is transactional");
			}
			Payloads<E> others = ours.sender().payloads();
			if (!others.areOfSameType(payloads)) {
				throw new IllegalArgumentException("Topic '" + topic + "' has payloads of type " + payloads.text()
						+ ", but its queue '" + queue.name() + "' has payloads of type " + others.text());
			}
			if (others.converter() != payloads.converter()) {
				throw new IllegalArgumentException("Topic '" + topic + "' and its queue '" + queue.name()
						+ "' have different payload converters, but a message is written once for both");
			}
			if (own.putIfAbsent(ours.client().readyKey(), ours) != null) {
				throw new IllegalArgumentException("Topic '" + topic + "' names queue '" + queue.name() + "' twice");
			}
		}
		return List.copyOf(own.values());
	}

	/**
	 * A message from the channel.
	 *
	 * @param <E> type of the payload
	 * @param id its id, the same as in the queues
	 * @param payload what was sent
	 * @param sentAt when it was sent, by the server's clock
	 * @param headers the headers in the order in which they were set, unmodifiable
	 */
	public record Heard<E>(String id, E payload, Instant sentAt, Map<String, String> headers) {

	}

	/**
	 * Sends a message.
	 * @param payload what to send
	 * @param options options of the message
	 * @return the message's id
	 * @throws IllegalArgumentException if an option does not apply to a topic
	 * @throws PayloadException if the payload cannot be written; Redis was not called
	 * @throws QueueFullException if a queue is full; no queue has the message then
	 * @throws FanOutIncompleteException in a Cluster, if some queues have the message and
	 * others do not
	 * @throws SendOutcomeUnknownException if it may have been sent
	 */
	public String send(E payload, SendOptions options) {
		check(options);
		byte[] bytes = this.payloads.write(payload);
		for (RedisMessageQueue<E> queue : this.queues) {
			queue.sender().payloads().requireSize(bytes);
			queue.sender().check(options, 1);
		}
		String id = options.id().orElseGet(this.ids::next);
		String what = "Message '" + id + "' to topic '" + this.name + "'";
		if (!options.isAfterCommit() || !SendAfterCommit.defer(what, () -> send(id, options, bytes))) {
			send(id, options, bytes);
		}
		return id;
	}

	private void send(String id, SendOptions options, byte[] bytes) {
		if (this.observer == null) {
			send(id, options, options.headers(), bytes);
			return;
		}
		OutgoingCall call = OutgoingCall.toTopic(this.name, id, options);
		ObservedSender.observe(this.observer, call, (headers) -> {
			send(id, options, headers, bytes);
			return id;
		});
	}

	private void send(String id, SendOptions options, Map<String, String> headers, byte[] bytes) {
		byte[] body = Sender.body(Envelope.fields(options, headers), bytes);
		List<OutgoingBatch> batches = new ArrayList<>(this.queues.size());
		for (RedisMessageQueue<E> queue : this.queues) {
			batches.add(queue.sender().shared(id, body, options, headers));
		}
		int flags = Envelope.flags(options, headers, false);
		Deadline deadline = options.waitForRoom().isPresent() ? this.client.deadline().patient()
				: this.client.deadline();
		try {
			if (this.queues.size() < 2 || !this.client.isCluster()) {
				sendAtOnce(deadline, id, flags, body, batches);
			}
			else {
				sendInTurn(deadline, id, flags, body, batches);
			}
		}
		catch (RedisOutcomeUnknownException ex) {
			throw new SendOutcomeUnknownException("topic '" + this.name + "'", List.of(id), ex);
		}
	}

	private void sendAtOnce(Deadline deadline, String id, int flags, byte[] body, List<OutgoingBatch> batches) {
		FanOutResult sent = tryToSend(deadline, id, flags, body, batches, 0, null);
		Deadline wait = Deadline.after(batches.isEmpty() ? Duration.ZERO : batches.get(0).waitForRoom());
		while (sent.result() != null) {
			int step = sent.step();
			MessageStore full = this.queues.get(step - 1).sender().store();
			FanOutResult next = full.awaitRoom(wait.left(), attempt(sent, step),
					(registration) -> attempt(
							tryToSend(this.client.deadline().patient(), id, flags, body, batches, step, registration),
							step));
			if (next.result() != null && next.step() == step) {
				throw full.full(next.result(), 1);
			}
			sent = next;
		}
	}

	/**
	 * Sends to all queues or none. If one is full, removes what has expired there, and
	 * tries again.
	 * @param waitingStep the step for whose queue this process may be registered as
	 * waiting for room
	 * @param registration how it is registered, null if it does not wait
	 */
	private FanOutResult tryToSend(Deadline deadline, String id, int flags, byte[] body, List<OutgoingBatch> batches,
			int waitingStep, @Nullable Registration registration) {
		List<SendClient.Step> steps = new ArrayList<>(batches.size());
		for (int i = 0; i < batches.size(); i++) {
			steps.add(this.queues.get(i)
				.sender()
				.client()
				.step(deadline, batches.get(i), (i + 1 == waitingStep) ? registration : null));
		}
		FanOutResult sent = sendUnlessPaused(deadline, id, flags, body, batches, steps);
		for (int tries = 0; sent.result() != null && tries < this.queues.size()
				&& this.queues.get(sent.step() - 1)
					.sender()
					.store()
					.makeRoom(deadline, 1, sent.result().capacity()); tries++) {
			sent = sendUnlessPaused(deadline, id, flags, body, batches, steps);
		}
		return sent;
	}

	private FanOutResult sendUnlessPaused(Deadline deadline, String id, int flags, byte[] body,
			List<OutgoingBatch> batches, List<SendClient.Step> steps) {
		FanOutResult sent = this.client.send(deadline, id, flags, body, steps);
		while (sent.result() != null && sent.result().isPaused()) {
			this.queues.get(sent.step() - 1).sender().client().requireSending(deadline);
			sent = this.client.send(deadline, id, flags, body, steps);
		}
		if (sent.result() != null) {
			this.queues.get(sent.step() - 1)
				.sender()
				.client()
				.requireLiving(sent.result(), batches.get(sent.step() - 1));
		}
		return sent;
	}

	/**
	 * Tells a thread that waits for room in the queue of a step how an attempt went. If
	 * another queue is full, it no longer waits in this one.
	 */
	private static Attempt<FanOutResult> attempt(FanOutResult sent, int step) {
		SendReply reply = sent.result();
		return (reply != null && sent.step() == step) ? new Attempt<>(sent, true, reply)
				: new Attempt<>(sent, false, new SendReply(0, 1, -1, 0, ""));
	}

	private void sendInTurn(Deadline deadline, String id, int flags, byte[] body, List<OutgoingBatch> batches) {
		List<String> names = this.queues.stream().map(RedisMessageQueue::name).toList();
		Deadline wait = Deadline.after(batches.get(0).waitForRoom());
		Deadline next = deadline;
		int sent = 0;
		try {
			for (; sent < batches.size(); sent++) {
				OutgoingBatch batch = batches.get(sent);
				this.queues.get(sent).sender().send(next, batch.waitingForRoom(wait.left()));
				// The time for Redis does not include that of a wait
				next = batch.waitForRoom().isZero() ? deadline : this.client.deadline().patient();
			}
			this.client.send(next, id, flags, body, List.of());
		}
		catch (RuntimeException ex) {
			if (sent == 0) {
				throw ex;
			}
			throw new FanOutIncompleteException(this.name, id, names.subList(0, sent),
					names.subList(sent, names.size()), ex);
		}
	}

	private void check(SendOptions options) {
		Objects.requireNonNull(options, "options must not be null");
		if (options.deduplicationId().isPresent() || options.isDeduplicatedByContent()) {
			throw new IllegalArgumentException("Topic '" + this.name + "' takes no deduplicationId,"
					+ " because each queue would apply it on its own; set the option id instead");
		}
		if (options.debounce().isPresent()) {
			throw new IllegalArgumentException("Topic '" + this.name + "' takes no debounce, because subscribers"
					+ " receive each message at once; send to a queue instead");
		}
		if (this.queues.isEmpty() && !options.equals(broadcastOptions(options))) {
			throw new IllegalArgumentException("Topic '" + this.name + "' sends to no queue and only accepts the"
					+ " options id, header and afterCommit, but got " + options);
		}
	}

	/**
	 * Returns the options that apply without a queue.
	 */
	private static SendOptions broadcastOptions(SendOptions options) {
		SendOptions none = options.isAfterCommit() ? SendOptions.defaults().afterCommit() : SendOptions.defaults();
		SendOptions kept = options.id().map(none::id).orElse(none);
		for (Map.Entry<String, String> header : options.headers().entrySet()) {
			kept = kept.header(header.getKey(), header.getValue());
		}
		return kept;
	}

	/**
	 * Subscribes to the channel.
	 * @param onMessage gets the bytes for {@link #read}; runs on the connection's thread
	 * and must not block
	 * @return the subscription
	 */
	public ChannelListener subscribe(Consumer<byte[]> onMessage) {
		return this.client.subscribe(onMessage);
	}

	/**
	 * Reads a message from the channel, which anyone with access to Redis may have
	 * written. Only creates objects of the declared type.
	 * @param message the bytes
	 * @return the message
	 * @throws PayloadException if the bytes are not a message of that type; the
	 * exception's message does not quote them
	 */
	public Heard<E> read(byte[] message) {
		ByteBuffer buffer = ByteBuffer.wrap(message);
		int length = (message.length >= Integer.BYTES) ? buffer.getInt() : 0;
		if (length < 1 || length > MAX_ID_BYTES || length > buffer.remaining()) {
			throw new PayloadException("the message has no id", null);
		}
		byte[] id = new byte[length];
		buffer.get(id);
		byte[] envelope = new byte[buffer.remaining()];
		buffer.get(envelope);
		StoredMessage<E> stored = new StoredMessage<>(new String(id, StandardCharsets.UTF_8), "", envelope,
				this.payloads);
		return new Heard<>(stored.id(), stored.payload(), stored.sentAt(), stored.headers());
	}

}
