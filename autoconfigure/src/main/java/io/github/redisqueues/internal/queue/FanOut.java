package io.github.redisqueues.internal.queue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

import io.github.redisqueues.RedisOutcomeUnknownException;
import io.github.redisqueues.internal.queue.FanOutCommands.Refusal;
import io.github.redisqueues.internal.redis.ChannelListener;
import io.github.redisqueues.queue.FanOutIncompleteException;
import io.github.redisqueues.queue.PayloadConverter;
import io.github.redisqueues.queue.PayloadException;
import io.github.redisqueues.queue.QueueFullException;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.queue.SendOutcomeUnknownException;

/**
 * Sends each message to several queues and to whoever listens to a channel, and reads
 * what comes from there: what a topic is made of, and of no interest to applications. A
 * single server, or a master with its replicas, does it in one script: to all of them or
 * to none. In a Cluster each queue has a script of its own, one after the other in the
 * order in which they are named. Safe for use by several threads.
 *
 * @param <E> type of the payloads
 */
public final class FanOut<E> {

	/**
	 * The most queues that one message is sent to.
	 */
	public static final int MAX_QUEUES = 100;

	private static final int MAX_ID_BYTES = 1024;

	private final String name;

	private final Class<E> payloadType;

	private final List<RedisMessageQueue<E>> queues;

	private final FanOutCommands commands;

	private final PayloadConverter converter;

	private final MessageIds ids;

	FanOut(String name, Class<E> payloadType, List<RedisMessageQueue<E>> queues, FanOutCommands commands,
			PayloadConverter converter, MessageIds ids) {
		this.name = name;
		this.payloadType = payloadType;
		this.queues = queues;
		this.commands = commands;
		this.converter = converter;
		this.ids = ids;
	}

	/**
	 * A message that was heard.
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
	 * @param options what this message wants otherwise
	 * @return the message's id
	 * @throws IllegalArgumentException if an option makes no sense here
	 * @throws PayloadException if the payload cannot be written; Redis was not asked
	 * @throws QueueFullException if one of the queues is full: then none got it, but in a
	 * Cluster those that are named before it
	 * @throws FanOutIncompleteException in a Cluster, if some queues got it and others
	 * did not
	 * @throws SendOutcomeUnknownException if it may have been sent
	 */
	public String send(E payload, SendOptions options) {
		check(payload, options);
		byte[] rest = Sender.rest(Envelope.fields(options), this.converter.write(payload));
		String id = options.id().orElseGet(this.ids::next);
		List<OutgoingBatch> batches = new ArrayList<>(this.queues.size());
		for (RedisMessageQueue<E> queue : this.queues) {
			batches.add(queue.outbox().shared(id, rest, options));
		}
		int flags = Envelope.flags(options, false);
		try {
			if (this.queues.size() < 2 || !this.commands.isCluster()) {
				sendAtOnce(id, flags, rest, batches);
			}
			else {
				sendInTurn(id, flags, rest, batches);
			}
			return id;
		}
		catch (RedisOutcomeUnknownException ex) {
			throw new SendOutcomeUnknownException("topic '" + this.name + "'", List.of(id), ex);
		}
	}

	private void sendAtOnce(String id, int flags, byte[] rest, List<OutgoingBatch> batches) {
		List<SendCommands.Step> steps = new ArrayList<>(batches.size());
		for (int i = 0; i < batches.size(); i++) {
			steps.add(this.queues.get(i).outbox().commands().step(batches.get(i)));
		}
		Refusal refusal = this.commands.send(id, flags, rest, steps);
		for (int tries = 0; refusal.sent() != null; tries++) {
			Sender<E> full = this.queues.get(refusal.step() - 1).outbox();
			if (tries == this.queues.size() || !full.hasRoomAfterAll(1)) {
				throw full.full(refusal.sent(), 1);
			}
			refusal = this.commands.send(id, flags, rest, steps);
		}
	}

	private void sendInTurn(String id, int flags, byte[] rest, List<OutgoingBatch> batches) {
		List<String> names = this.queues.stream().map(RedisMessageQueue::name).toList();
		int sent = 0;
		try {
			for (; sent < batches.size(); sent++) {
				this.queues.get(sent).outbox().send(batches.get(sent));
			}
			this.commands.send(id, flags, rest, List.of());
		}
		catch (RuntimeException ex) {
			if (sent == 0) {
				throw ex;
			}
			throw new FanOutIncompleteException(this.name, id, names.subList(0, sent),
					names.subList(sent, names.size()), ex);
		}
	}

	private void check(E payload, SendOptions options) {
		Objects.requireNonNull(options, "options must not be null");
		if (payload == null) {
			throw new IllegalArgumentException("Topic '" + this.name + "' was to get null, which is no message");
		}
		if (!this.payloadType.isInstance(payload)) {
			throw new IllegalArgumentException("Topic '" + this.name + "' takes payloads of type "
					+ this.payloadType.getName() + ", but got " + payload.getClass().getName());
		}
		if (options.deduplicationId().isPresent()) {
			throw new IllegalArgumentException("Topic '" + this.name + "' takes no deduplicationId, of which each"
					+ " queue would think for itself; give the message an id");
		}
		if (this.queues.isEmpty() && !options.equals(heardOf(options))) {
			throw new IllegalArgumentException(
					"Topic '" + this.name + "' sends to no queue, so that only the options id"
							+ " and header mean something, but got " + options);
		}
	}

	/**
	 * What of the options is of interest without a queue.
	 */
	private static SendOptions heardOf(SendOptions options) {
		SendOptions heard = options.id().map(SendOptions.defaults()::id).orElse(SendOptions.defaults());
		for (Map.Entry<String, String> header : options.headers().entrySet()) {
			heard = heard.header(header.getKey(), header.getValue());
		}
		return heard;
	}

	/**
	 * Listens to the channel.
	 * @param onMessage takes what {@link #read} reads; runs on the connection's thread
	 * and must not block it
	 * @return who listens
	 */
	public ChannelListener subscribe(Consumer<byte[]> onMessage) {
		return this.commands.subscribe(onMessage);
	}

	/**
	 * Reads what was heard, which anybody may have written. Only the declared type is
	 * ever made of it.
	 * @param message the bytes
	 * @return the message
	 * @throws PayloadException if they are no message of the declared type; its text
	 * quotes none of them
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
		Contents<E> contents = new Contents<>(envelope, this.converter, this.payloadType);
		return new Heard<>(new String(id, StandardCharsets.UTF_8), contents.payload(), contents.sentAt(),
				contents.headers());
	}

}
