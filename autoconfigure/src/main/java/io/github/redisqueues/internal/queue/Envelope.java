package io.github.redisqueues.internal.queue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.github.redisqueues.queue.PayloadException;
import io.github.redisqueues.queue.SendOptions;

/**
 * The stored form of a message, which {@code envelope.lua} describes. The script that
 * stores a message writes the header with the server's time, the client everything after
 * it. Immutable.
 *
 * @param sentAt when the message was sent, by the server's clock
 * @param deduplicationId the deduplication id as it is stored, empty if there is none
 * @param group the group that the message belongs to
 * @param maxAttempts how many deliveries it may have, 0 if the queue decides
 * @param headers the headers in their order, unmodifiable
 * @param payload the payload as it is stored
 */
record Envelope(Instant sentAt, byte[] deduplicationId, Optional<String> group, int maxAttempts,
		Map<String, String> headers, byte[] payload) {

	private static final int VERSION = 1;

	private static final int DEDUPLICATED = 1;

	private static final int PRIORITIZED = 2;

	private static final int HEADERS = 4;

	private static final int GROUPED = 8;

	private static final int LIMITED = 16;

	private static final int KNOWN_FLAGS = DEDUPLICATED | PRIORITIZED | HEADERS | GROUPED | LIMITED;

	private static final int HEADER_LENGTH = 10;

	private static final int RANK_LENGTH = 10;

	/**
	 * Returns the flags for a message with these options.
	 * @param headers its headers, in place of those of the options
	 */
	static int flags(SendOptions options, Map<String, String> headers, boolean prioritized) {
		return (options.deduplicationId().isPresent() ? DEDUPLICATED : 0) | (prioritized ? PRIORITIZED : 0)
				| (headers.isEmpty() ? 0 : HEADERS) | (options.group().isPresent() ? GROUPED : 0)
				| (options.maxAttempts().isPresent() ? LIMITED : 0);
	}

	/**
	 * Returns whether a message with these flags has a number of attempts of its own.
	 */
	static boolean limitsAttempts(int flags) {
		return (flags & LIMITED) != 0;
	}

	/**
	 * Returns the part that the client writes before the payload.
	 * @param headers the headers, in place of those of the options
	 */
	static byte[] fields(SendOptions options, Map<String, String> headers) {
		ByteBuffer fields = ByteBuffer.allocate(fieldsLength(options, headers));
		options.deduplicationId().ifPresent((id) -> putShort(fields, bytes(id)));
		options.group().ifPresent((group) -> putShort(fields, bytes(group)));
		options.maxAttempts().ifPresent(fields::putInt);
		if (!headers.isEmpty()) {
			fields.put((byte) headers.size());
			headers.forEach((name, value) -> {
				putShort(fields, bytes(name));
				byte[] text = bytes(value);
				fields.putInt(text.length).put(text);
			});
		}
		return fields.array();
	}

	private static int fieldsLength(SendOptions options, Map<String, String> headers) {
		int length = options.deduplicationId().map((id) -> 2 + bytes(id).length).orElse(0);
		length += options.group().map((group) -> 2 + bytes(group).length).orElse(0);
		length += options.maxAttempts().isPresent() ? Integer.BYTES : 0;
		if (!headers.isEmpty()) {
			length++;
		}
		for (Map.Entry<String, String> header : headers.entrySet()) {
			length += 2 + bytes(header.getKey()).length + 4 + bytes(header.getValue()).length;
		}
		return length;
	}

	private static void putShort(ByteBuffer buffer, byte[] text) {
		buffer.putShort((short) text.length).put(text);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

	/**
	 * Reads an envelope, which anyone with access to Redis may have written.
	 * @throws PayloadException if it is not an envelope of a known version
	 */
	static Envelope read(byte[] stored) {
		if (stored.length < HEADER_LENGTH) {
			throw new PayloadException("an envelope has 10 bytes or more, but this has " + stored.length, null);
		}
		ByteBuffer buffer = ByteBuffer.wrap(stored);
		int version = Byte.toUnsignedInt(buffer.get());
		if (version != VERSION) {
			throw new PayloadException("the envelope is of version " + version + ", and " + VERSION + " is known here",
					null);
		}
		int flags = buffer.get();
		if ((flags & ~KNOWN_FLAGS) != 0) {
			throw new PayloadException("the envelope has flags that are not known here", null);
		}
		long sentAt = (long) buffer.getDouble();
		if ((flags & PRIORITIZED) != 0) {
			take(buffer, RANK_LENGTH);
		}
		byte[] deduplicationId = ((flags & DEDUPLICATED) != 0) ? takeShort(buffer) : new byte[0];
		Optional<String> group = ((flags & GROUPED) != 0) ? Optional.of(text(takeShort(buffer))) : Optional.empty();
		int maxAttempts = ((flags & LIMITED) != 0) ? ByteBuffer.wrap(take(buffer, Integer.BYTES)).getInt() : 0;
		Map<String, String> headers = ((flags & HEADERS) != 0) ? readHeaders(buffer) : Map.of();
		return new Envelope(Instant.ofEpochMilli(sentAt), deduplicationId, group, maxAttempts, headers,
				take(buffer, buffer.remaining()));
	}

	private static Map<String, String> readHeaders(ByteBuffer buffer) {
		int count = Byte.toUnsignedInt(take(buffer, 1)[0]);
		Map<String, String> headers = new LinkedHashMap<>();
		for (int i = 0; i < count; i++) {
			String name = text(takeShort(buffer));
			int length = ByteBuffer.wrap(take(buffer, 4)).getInt();
			headers.put(name, text(take(buffer, length)));
		}
		return Collections.unmodifiableMap(headers);
	}

	private static byte[] takeShort(ByteBuffer buffer) {
		return take(buffer, Short.toUnsignedInt(ByteBuffer.wrap(take(buffer, 2)).getShort()));
	}

	private static byte[] take(ByteBuffer buffer, int length) {
		if (length < 0 || length > buffer.remaining()) {
			throw new PayloadException("the envelope ends in the middle of a field", null);
		}
		byte[] taken = new byte[length];
		buffer.get(taken);
		return taken;
	}

}
