package io.github.redisqueues.internal.queue;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;

import io.github.redisqueues.internal.validation.Durations;
import io.github.redisqueues.queue.PayloadException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A message as a line of JSON. {@code id} and {@code stored}, which is the whole message
 * in Base64, are read back; most others are for people. Not safe for use by several
 * threads.
 */
final class MessageLine {

	/**
	 * Payloads that are larger are in {@code stored} only. They would make lines that no
	 * HTTP request takes.
	 */
	private static final int LARGEST_PAYLOAD = 64 * 1024;

	private static final JsonMapper MAPPER = new JsonMapper();

	private final JsonNode line;

	private MessageLine(JsonNode line) {
		this.line = line;
	}

	/**
	 * Begins the line of a message.
	 */
	static ObjectNode begin(StoredMessage<?> message) {
		return MAPPER.createObjectNode().put("id", message.id());
	}

	/**
	 * Ends the line of a message.
	 * @return the line, without a line break
	 */
	static String end(ObjectNode line, StoredMessage<?> message) {
		message.group().ifPresent((group) -> line.put("group", group));
		if (!message.headers().isEmpty()) {
			message.headers().forEach(line.putObject("headers")::put);
		}
		byte[] payload = message.bytes();
		if (payload.length <= LARGEST_PAYLOAD) {
			putPayload(line, payload);
		}
		line.put("stored", Base64.getEncoder().encodeToString(message.stored()));
		return MAPPER.writeValueAsString(line);
	}

	private static void putPayload(ObjectNode line, byte[] payload) {
		JsonNode json = json(payload);
		if (json != null) {
			line.set("payload", json);
		}
		else {
			line.put("payloadBase64", Base64.getEncoder().encodeToString(payload));
		}
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
	 * @throws IllegalArgumentException if it is not JSON
	 */
	static MessageLine read(String line) {
		try {
			return new MessageLine(MAPPER.readTree(line));
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException("it is not JSON: " + ex.getOriginalMessage(), ex);
		}
	}

	boolean has(String name) {
		return this.line.has(name);
	}

	String id() {
		String id = text("id");
		if (!MessageIds.isPossible(id)) {
			throw new IllegalArgumentException("'id' is not the id of a message");
		}
		return id;
	}

	/**
	 * Returns the message as it is stored.
	 * @throws IllegalArgumentException if it is none, which the scripts could not read
	 */
	byte[] stored() {
		byte[] stored = Base64.getDecoder().decode(text("stored"));
		try {
			Instant sentAt = Envelope.read(stored).sentAt();
			if (!sentAt.isAfter(Instant.EPOCH)) {
				throw new IllegalArgumentException("'stored' is a message that was sent before 1970");
			}
			Durations.requireWritable("'stored' is a message whose sending time", sentAt);
		}
		catch (PayloadException ex) {
			throw new IllegalArgumentException("'stored' is not a message: " + ex.getMessage(), ex);
		}
		return stored;
	}

	int positive(String name) {
		JsonNode value = this.line.path(name);
		if (!value.isInt() || value.intValue() < 1) {
			throw new IllegalArgumentException("'" + name + "' is not a positive number");
		}
		return value.intValue();
	}

	String text(String name) {
		JsonNode value = this.line.path(name);
		if (!value.isString()) {
			throw new IllegalArgumentException("'" + name + "' is missing or not a text");
		}
		return value.stringValue();
	}

	Instant moment(String name) {
		try {
			return Durations.requireWritable("'" + name + "'", Instant.parse(text(name)));
		}
		catch (DateTimeException ex) {
			throw new IllegalArgumentException("'" + name + "' is not a moment such as 2026-11-26T21:00:00Z", ex);
		}
	}

}
