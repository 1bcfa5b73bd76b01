package io.github.redisqueues.internal.queue;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.internal.redis.LuaScript;
import io.github.redisqueues.queue.QueueSettings;
import io.github.redisqueues.queue.QueueType;

/**
 * Holds messages of one queue that are moved to another one, adds them there, and removes
 * them here. Each method runs one script. Safe for use by several threads.
 */
final class MoveClient {

	/**
	 * For how long a message that is not moved in the end is held.
	 */
	private static final long HOLD_MILLIS = 30_000;

	private final QueueSettings<?> settings;

	private final QueueClient client;

	private final Payloads<?> payloads;

	MoveClient(QueueSettings<?> settings, QueueClient client, Payloads<?> payloads) {
		this.settings = settings;
		this.client = client;
		this.payloads = payloads;
	}

	/**
	 * Holds messages that are ready or delayed.
	 * @param limit how many at the most
	 * @param ids which ones; none for any
	 */
	List<MovingMessage> hold(int limit, Collection<String> ids) {
		List<byte[]> arguments = new ArrayList<>(2 + ids.size());
		arguments.add(LuaScript.numbers(this.settings.duplicateWindow().toMillis(), this.client.publishCounts(),
				HOLD_MILLIS, limit));
		arguments.add(this.client.wakeChannel());
		ids.forEach((id) -> arguments.add(QueueClient.bytes(id)));
		LuaReply reply = this.client.run((scripts) -> scripts.hold, arguments.toArray(byte[][]::new));
		List<MovingMessage> held = new ArrayList<>();
		while (reply.hasMore()) {
			String id = reply.text();
			long heldUntil = reply.number();
			long due = reply.number();
			long expiresAt = reply.number();
			String receipt = reply.text();
			StoredMessage<?> message = new StoredMessage<>(id, receipt, reply.bytes(), this.payloads);
			held.add(new MovingMessage(id, heldUntil, due, expiresAt, message.attempt(), message.stored()));
		}
		return held;
	}

	/**
	 * Adds messages of another queue to this one.
	 * @param mover the name of the move
	 * @return for each message 1 if this move has added or taken it over, 0 if another
	 * message has its id or a consumer has it, 2 if the call must be repeated for it
	 */
	byte[] add(List<MovingMessage> messages, String mover) {
		List<byte[]> arguments = new ArrayList<>(2 + 3 * messages.size());
		arguments.add(LuaScript.numbers(this.client.publishCounts(), (this.settings.type() == QueueType.DELAY) ? 1 : 0,
				(this.settings.type() != QueueType.LIFO) ? 1 : 0, messages.size()));
		arguments.add(this.client.wakeChannel());
		arguments.add(QueueClient.bytes(mover));
		for (MovingMessage message : messages) {
			arguments.add(QueueClient.bytes(message.id()));
			arguments.add(LuaScript.numbers(message.due(), message.expiresAt(), message.attempt()));
			arguments.add(message.envelope());
		}
		return this.client.run((scripts) -> scripts.addMoved, arguments.toArray(byte[][]::new)).bytes(messages.size());
	}

	/**
	 * Removes messages that are still held.
	 * @return for each message 1 if it was removed, 2 if it is gone, 0 if it has changed
	 */
	byte[] drop(List<MovingMessage> messages) {
		List<byte[]> arguments = new ArrayList<>(2 + 3 * messages.size());
		arguments.add(LuaScript.numbers(this.settings.duplicateWindow().toMillis(), this.client.publishCounts(),
				messages.size()));
		arguments.add(this.client.wakeChannel());
		for (MovingMessage message : messages) {
			arguments.add(QueueClient.bytes(message.id()));
			arguments.add(QueueClient.bytes(String.valueOf(message.heldUntil())));
			arguments.add(QueueClient.bytes(sha1(message.envelope())));
		}
		byte[] dropped = this.client.run((scripts) -> scripts.dropMoved, arguments.toArray(byte[][]::new))
			.bytes(messages.size());
		int removed = 0;
		for (byte verdict : dropped) {
			removed += (verdict == 1) ? 1 : 0;
		}
		this.client.activity().removed(removed);
		return dropped;
	}

	private static String sha1(byte[] bytes) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-1", ex);
		}
	}

}
