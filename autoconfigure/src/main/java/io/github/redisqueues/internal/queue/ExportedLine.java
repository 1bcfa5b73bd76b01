package io.github.redisqueues.internal.queue;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A dead letter as a line of JSON. {@code id}, {@code diedAt}, {@code attempts},
 * {@code reason} and {@code stored}, which is the whole message in Base64, are read back;
 * the others are for people.
 *
 * @param id id of the message
 * @param diedAt when it became a dead letter
 * @param attempts the number of its last attempt
 * @param reason the reason as it is stored
 * @param stored the message as it is stored
 */
record ExportedLine(String id, Instant diedAt, int attempts, String reason, byte[] stored) {

	private static final JsonMapper MAPPER = new JsonMapper();

	/**
	 * Writes a dead letter as a line, without a line break.
	 */
	static String write(StoredMessage<?> message, DeathReason reason, String storedReason, Instant diedAt) {
		ObjectNode line = MAPPER.createObjectNode();
		line.put("id", message.id());
		line.put("reason", storedReason);
		line.put("fingerprint", reason.fingerprint());
		line.put("sentAt", message.sentAt().toString());
		line.put("diedAt", diedAt.toString());
		line.put("attempts", message.attempt());
		message.group().ifPresent((group) -> line.put("group", group));
		if (!message.headers().isEmpty()) {
			message.headers().forEach(line.putObject("headers")::put);
		}
		byte[] payload = message.bytes();
		JsonNode json = json(payload);
		if (json != null) {
			line.set("payload", json);
		}
		else {
			line.put("payloadBase64", Base64.getEncoder().encodeToString(payload));
		}
		line.put("stored", Base64.getEncoder().encodeToString(message.stored()));
		return MAPPER.writeValueAsString(line);
	}

	private static @Nullable JsonNode json(byte[] payload) {
		try {
			JsonNode node = MAPPER.readTree(payload);
			return node.isMissingNode() ? null : node;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	/**
	 * Reads a line.
	 * @throws IllegalArgumentException if it is not one that {@link #write} has written
	 */
	static ExportedLine read(String line) {
		try {
			JsonNode node = MAPPER.readTree(line);
			String id = text(node, "id");
			if (!MessageIds.isPossible(id)) {
				throw new IllegalArgumentException("'id' is not the id of a message");
			}
			JsonNode attempts = node.path("attempts");
			if (!attempts.isInt() || attempts.intValue() < 1) {
				throw new IllegalArgumentException("'attempts' is not a positive number");
			}
			return new ExportedLine(id, Instant.parse(text(node, "diedAt")), attempts.intValue(), text(node, "reason"),
					Base64.getDecoder().decode(text(node, "stored")));
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("it is not JSON: " + ex.getOriginalMessage(), ex);
		}
		catch (DateTimeException ex) {
			throw new IllegalArgumentException("'diedAt' is not a moment such as 2026-11-26T21:00:00Z", ex);
		}
	}

	private static String text(JsonNode node, String name) {
		JsonNode value = Objects.requireNonNull(node).path(name);
		if (!value.isString()) {
			throw new IllegalArgumentException("'" + name + "' is missing or not a text");
		}
		return value.stringValue();
	}

}
