package io.github.redisqueues.internal.queue;

import java.time.Instant;

import tools.jackson.databind.node.ObjectNode;

/**
 * A dead letter as a line of JSON. These fields are read back.
 *
 * @param id id of the message
 * @param diedAt when it became a dead letter
 * @param attempts the number of its last attempt
 * @param reason the reason as it is stored
 * @param stored the message as it is stored
 */
record ExportedDeadLetter(String id, Instant diedAt, int attempts, String reason, byte[] stored) {

	/**
	 * Writes a dead letter as a line, without a line break.
	 */
	static String write(StoredMessage<?> message, DeathReason reason, String storedReason, Instant diedAt) {
		ObjectNode line = MessageLine.begin(message);
		line.put("reason", storedReason);
		line.put("fingerprint", reason.fingerprint());
		line.put("sentAt", message.sentAt().toString());
		line.put("diedAt", diedAt.toString());
		line.put("attempts", message.attempt());
		return MessageLine.end(line, message);
	}

	/**
	 * Reads a line.
	 * @throws IllegalArgumentException if it is not one that {@link #write} has written
	 */
	static ExportedDeadLetter read(String line) {
		MessageLine read = MessageLine.read(line);
		return new ExportedDeadLetter(read.id(), read.moment("diedAt"), read.positive("attempts"), read.text("reason"),
				read.stored());
	}

}
