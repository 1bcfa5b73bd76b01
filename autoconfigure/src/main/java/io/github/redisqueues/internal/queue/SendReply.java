package io.github.redisqueues.internal.queue;

import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.queue.SendResult;

/**
 * The reply to a send.
 *
 * @param verdict 1 if the queue had no room, 3 if sending is paused, 4 if the message
 * replaced another, 6 if it would expire before it is ready, otherwise 0
 * @param number how many messages the queue holds, if it had no room; otherwise how many
 * more it can hold, if it has a capacity
 * @param nextRoomMillis in how many milliseconds there may be room, -1 if that is not
 * known
 * @param capacity how many messages the queue can hold, 0 for any number
 * @param knownId the id of the message that was stored before or replaced, empty if the
 * new messages were stored
 */
record SendReply(long verdict, long number, long nextRoomMillis, long capacity, String knownId) {

	/**
	 * Makes the reply to a plain send.
	 */
	static SendReply ofPlain(long verdict) {
		return new SendReply(verdict, 0, -1, 0, "");
	}

	/**
	 * Reads what {@code send-with-options.lua} returns.
	 */
	static SendReply read(LuaReply reply) {
		return new SendReply(reply.number(), reply.number(), reply.number(), reply.number(), reply.text());
	}

	boolean isFull() {
		return this.verdict == 1;
	}

	/**
	 * Returns whether an operator has given the queue a capacity, which {@code send.lua}
	 * does not know.
	 */
	boolean needsOptions() {
		return this.verdict == 5;
	}

	boolean isPaused() {
		return this.verdict == 3;
	}

	boolean expiresFirst() {
		return this.verdict == 6;
	}

	/**
	 * Returns the outcome for the message. A message with a generated id was stored by
	 * this send, even if a repeated call found it.
	 */
	SendResult of(OutgoingBatch batch) {
		String id = batch.ids().get(0);
		if (isFull()) {
			return new SendResult(id, SendResult.Outcome.FULL);
		}
		if (this.knownId.isEmpty() || (!batch.hasGivenId() && this.knownId.equals(id))) {
			return new SendResult(id, SendResult.Outcome.STORED);
		}
		return new SendResult(this.knownId,
				(this.verdict == 4) ? SendResult.Outcome.REPLACED : SendResult.Outcome.DUPLICATE);
	}

	/**
	 * Returns whether the queue has room for another message after this one.
	 */
	boolean hasRoomLeft() {
		return !isFull() && this.number > 0;
	}

}
