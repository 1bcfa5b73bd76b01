package io.github.redisqueues.internal.queue;

import java.time.Instant;
import java.util.Locale;

import io.github.redisqueues.queue.MessageState;
import tools.jackson.databind.node.ObjectNode;

/**
 * A message that no consumer had, as a line of JSON. These fields are read back.
 *
 * @param id id of the message
 * @param due when it falls due in milliseconds, 0 if it is not delayed
 * @param expiresAt when it expires in milliseconds, 0 if it does not
 * @param nextAttempt the number of its next attempt
 * @param isHead whether others of its group wait for it, although it is delayed
 * @param stored the message as it is stored
 */
record ExportedMessage(String id, long due, long expiresAt, int nextAttempt, boolean isHead, byte[] stored) {

	/**
	 * What {@code export.lua} says of a delayed message for which its group waits.
	 */
	static final int DELAYED_HEAD = 3;

	/**
	 * Writes a message as a line, without a line break.
	 * @param state its state, as {@code export.lua} tells it
	 */
	static String write(StoredMessage<?> message, int state, long due, long expiresAt) {
		ObjectNode line = MessageLine.begin(message);
		MessageState named = (state == DELAYED_HEAD) ? MessageState.DELAYED : MessageState.values()[state];
		line.put("state", named.name().toLowerCase(Locale.ROOT));
		line.put("sentAt", message.sentAt().toString());
		if (due > 0) {
			line.put("dueAt", Instant.ofEpochMilli(due).toString());
		}
		if (expiresAt > 0) {
			line.put("expiresAt", Instant.ofEpochMilli(expiresAt).toString());
		}
		line.put("nextAttempt", message.attempt());
		if (state == DELAYED_HEAD) {
			line.put("groupWaits", true);
		}
		return MessageLine.end(line, message);
	}

	/**
	 * Reads a line.
	 * @throws IllegalArgumentException if it is not one that {@link #write} has written
	 */
	static ExportedMessage read(String line) {
		MessageLine read = MessageLine.read(line);
		return new ExportedMessage(read.id(), millis(read, "dueAt"), millis(read, "expiresAt"),
				read.positive("nextAttempt"), read.has("groupWaits"), read.stored());
	}

	private static long millis(MessageLine line, String name) {
		return line.has(name) ? Math.max(0, line.moment(name).toEpochMilli()) : 0;
	}

}
