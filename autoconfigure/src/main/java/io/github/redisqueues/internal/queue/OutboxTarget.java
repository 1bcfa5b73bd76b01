package io.github.redisqueues.internal.queue;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.github.redisqueues.internal.queue.OutboxFactory.Outcome;
import io.github.redisqueues.internal.queue.OutboxFactory.State;
import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.queue.SendResult;

/**
 * Sends the messages of one transactional queue to Redis. Safe for use by several
 * threads.
 */
final class OutboxTarget implements OutboxFactory.Target {

	private final QueueClient client;

	private final SendClient sends;

	private final MessageIds marks;

	OutboxTarget(QueueClient client, SendClient sends, MessageIds marks) {
		this.client = client;
		this.sends = sends;
		this.marks = marks;
	}

	@Override
	public CompletableFuture<Outcome> send(OutboxMessage message) {
		OutgoingBatch batch = message.toBatch(Instant.now());
		return this.sends.sendAsync(batch, null).thenApply(outcomeOf(batch));
	}

	@Override
	public List<State> states(List<String> ids) {
		LuaReply reply = this.client.run((scripts) -> scripts.readStates,
				ids.stream().map(QueueClient::bytes).toArray(byte[][]::new));
		return ids.stream().map((id) -> State.values()[(int) reply.number()]).toList();
	}

	/**
	 * Returns what becomes of the message of a batch, by the reply to its first send.
	 */
	static Function<SendReply, Outcome> outcomeOf(OutgoingBatch batch) {
		return (reply) -> {
			if (reply.isFull()) {
				throw new IllegalStateException("The queue is full for now");
			}
			SendResult result = reply.of(batch);
			boolean isOther = result.outcome() == SendResult.Outcome.DUPLICATE
					&& !result.id().equals(batch.ids().get(0));
			return isOther ? Outcome.DROPPED : Outcome.QUEUED;
		};
	}

	@Override
	public String lossMark() {
		return mark(this.marks.next(), "");
	}

	@Override
	public void restored(String mark) {
		mark("", mark);
	}

	private String mark(String newMark, String restored) {
		return this.client.run((scripts) -> scripts.markOutbox, QueueClient.bytes(newMark), QueueClient.bytes(restored))
			.text();
	}

}
