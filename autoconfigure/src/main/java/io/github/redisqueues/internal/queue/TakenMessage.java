package io.github.redisqueues.internal.queue;

import io.github.redisqueues.internal.redis.LuaReply;

/**
 * A message as a script took it.
 *
 * @param id its id
 * @param receipt the receipt for this attempt; empty if it was taken for good
 * @param envelope what is stored
 */
record TakenMessage(String id, String receipt, byte[] envelope) {

	/**
	 * Reads what {@code lent.lua} has written.
	 */
	static TakenMessage read(LuaReply reply) {
		int idLength = reply.length();
		int receiptLength = reply.length();
		int envelopeLength = reply.length();
		return new TakenMessage(reply.text(idLength), reply.text(receiptLength), reply.bytes(envelopeLength));
	}

}
