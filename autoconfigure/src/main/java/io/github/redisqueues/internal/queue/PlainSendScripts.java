package io.github.redisqueues.internal.queue;

import java.util.function.Function;

import io.github.redisqueues.internal.queue.QueueScripts.Script;
import io.github.redisqueues.internal.redis.LuaReply;

/**
 * Which script sends plain messages to one queue. If a process waited for messages at the
 * last send, it is the one that leases a message to such a process and brings it there,
 * which needs a key more. Safe for use by several threads.
 */
final class PlainSendScripts {

	/**
	 * Longest body of a message that is brought along, in bytes. Redis cuts off a process
	 * that reads what it has subscribed to too slowly.
	 */
	private static final int MAX_PUSHED = 16 * 1024;

	/**
	 * What a script says if the other one suits the next send.
	 */
	private static final long OTHER_SCRIPT = 7;

	private volatile boolean isAwaited;

	/**
	 * Returns whether a send may bring its message to a process that waits.
	 * @param publishCounts 1 if a script learns whether anyone hears what it publishes
	 */
	boolean mayPush(OutgoingBatch batch, int publishCounts) {
		return this.isAwaited && batch.bodies().size() == 1 && batch.bodies().get(0).length <= MAX_PUSHED
				&& !Envelope.limitsAttempts(batch.flags()) && publishCounts == 1;
	}

	static Function<QueueScripts, Script> script(boolean mayPush) {
		return mayPush ? (scripts) -> scripts.sendToWaiter : (scripts) -> scripts.send;
	}

	/**
	 * Reads what the script has returned.
	 */
	SendReply read(LuaReply reply, boolean mayPush) {
		long verdict = reply.hasMore() ? reply.number() : 0;
		if (verdict == 0 || verdict == OTHER_SCRIPT) {
			boolean awaited = mayPush != (verdict == OTHER_SCRIPT);
			if (this.isAwaited != awaited) {
				this.isAwaited = awaited;
			}
		}
		return SendReply.ofPlain((verdict == OTHER_SCRIPT) ? 0 : verdict);
	}

}
