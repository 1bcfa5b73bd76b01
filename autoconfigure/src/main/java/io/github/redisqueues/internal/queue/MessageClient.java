package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.MessageState;
import io.github.redisqueues.queue.MessageUpdate;
import io.github.redisqueues.queue.PayloadException;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;
import io.github.redisqueues.queue.QueuedMessage;

/**
 * Finds and changes single messages of one queue by their ids. Each method runs one
 * script. Safe for use by several threads.
 *
 * @param <E> type of the payloads
 */
final class MessageClient<E> {

	private final QueueSettings<E> settings;

	private final QueueClient client;

	private final Payloads<E> payloads;

	MessageClient(QueueSettings<E> settings, QueueClient client, Payloads<E> payloads) {
		this.settings = settings;
		this.client = client;
		this.payloads = payloads;
	}

	/**
	 * What is known of a message.
	 *
	 * @param message the message with its receipt
	 * @param state where it is
	 * @param ahead how many messages are ahead of it, -1 if that is not known
	 * @param moment when it falls due, its lease ends or it died
	 * @param reason why it is dead
	 */
	private record Found<E>(StoredMessage<E> message, MessageState state, long ahead, Instant moment, String reason) {

		QueuedMessage<E> queued() {
			return new RedisQueuedMessage<>(this.message, this.state, attempts(), this.ahead, this.moment);
		}

		DeadLetter<E> dead() {
			return new RedisDeadLetter<>(this.message, DeathReason.read(this.reason), this.moment);
		}

		private int attempts() {
			return switch (this.state) {
				case DEAD -> dead().attempts();
				case IN_FLIGHT -> this.message.attempt();
				default -> this.message.attempt() - 1;
			};
		}

	}

	Optional<QueuedMessage<E>> find(String id) {
		return look(id).map(Found::queued);
	}

	Optional<DeadLetter<E>> findDead(String id) {
		return look(id).filter((found) -> found.state() == MessageState.DEAD).map(Found::dead);
	}

	private Optional<Found<E>> look(String id) {
		LuaReply reply = this.client.run((scripts) -> scripts.find, this.client.sweepNumbers(),
				this.client.wakeChannel(), QueueClient.bytes(id));
		if (!reply.hasMore()) {
			return Optional.empty();
		}
		MessageState state = MessageState.values()[(int) reply.number()];
		long ahead = reply.number();
		Instant moment = Instant.ofEpochMilli(reply.number());
		String receipt = reply.text();
		String reason = reply.text();
		StoredMessage<E> message = new StoredMessage<>(id, receipt, reply.bytes(), this.payloads);
		return Optional.of(new Found<>(message, state, ahead, moment, reason));
	}

	byte[] write(E payload) {
		return this.payloads.write(payload);
	}

	/**
	 * Changes a message that is ready or delayed.
	 * @param payload its new payload, empty if it stays
	 * @return whether it was ready or delayed
	 */
	boolean update(String id, Optional<byte[]> payload, MessageUpdate changes) {
		return update(id, payload, changes, 0);
	}

	/**
	 * Ends the hold of a message that is not moved, unless it has ended or the message
	 * was updated meanwhile.
	 * @param heldUntil until when the move holds it
	 * @param due when it is due, in the past if it was ready
	 */
	void release(String id, long heldUntil, Instant due) {
		update(id, Optional.empty(), MessageUpdate.unchanged().deliverAt(due), heldUntil);
	}

	private boolean update(String id, Optional<byte[]> payload, MessageUpdate changes, long heldUntil) {
		Objects.requireNonNull(changes, "changes must not be null");
		if (changes.priority().isPresent() && this.settings.type() != QueueType.PRIORITY) {
			throw new IllegalArgumentException("Queue '" + this.settings.name() + "' is of type " + this.settings.type()
					+ " and has no priorities; update without the priority, or configure the type PRIORITY");
		}
		if (!MessageIds.isPossible(id)) {
			return false;
		}
		boolean hasDue = changes.delay().isPresent() || changes.deliverAt().isPresent();
		byte[] numbers = this.client.sweepNumbers(payload.isPresent() ? 1 : 0, changes.priority().isPresent() ? 1 : 0,
				changes.priority().orElse(0) + SendClient.PRIORITY_BIAS, hasDue ? 1 : 0,
				changes.delay().orElse(Duration.ZERO).toMillis(),
				changes.deliverAt().map((at) -> Math.max(at.toEpochMilli(), 1)).orElse(0L), heldUntil);
		long updated = this.client
			.run((scripts) -> scripts.update, numbers, this.client.wakeChannel(), QueueClient.bytes(id),
					payload.orElse(new byte[0]))
			.number();
		if (updated == -2) {
			throw new IllegalArgumentException("Message '" + id + "' of queue '" + this.settings.name()
					+ "' was not updated, because with a due time of "
					+ changes.deliverAt()
						.map(Object::toString)
						.or(() -> changes.delay().map((delay) -> "now plus " + delay))
						.orElse("")
					+ " it would expire before it is ready");
		}
		if (updated < 0) {
			throw new PayloadException("Message '" + id + "' of queue '" + this.settings.name()
					+ "' cannot be read, so it was not updated; receive it to have it returned or dead-lettered, or"
					+ " cancel it", null);
		}
		return updated == 1;
	}

	boolean contains(String id) {
		return this.client.run((scripts) -> scripts.contains, QueueClient.bytes(id)).number() == 1;
	}

}
