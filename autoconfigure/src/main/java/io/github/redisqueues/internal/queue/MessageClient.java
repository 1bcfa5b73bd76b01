package io.github.redisqueues.internal.queue;

import java.time.Instant;
import java.util.Optional;

import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.MessageState;
import io.github.redisqueues.queue.QueuedMessage;

/**
 * Finds single messages of one queue by their ids. Each method runs one script. Safe for
 * use by several threads.
 *
 * @param <E> type of the payloads
 */
final class MessageClient<E> {

	private final QueueClient client;

	private final Payloads<E> payloads;

	MessageClient(QueueClient client, Payloads<E> payloads) {
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
			return new RedisDeadLetter<>(this.message, this.reason, this.moment);
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

	boolean contains(String id) {
		return this.client.run((scripts) -> scripts.contains, QueueClient.bytes(id)).number() == 1;
	}

}
