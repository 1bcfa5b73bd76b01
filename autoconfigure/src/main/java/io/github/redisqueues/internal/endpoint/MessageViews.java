package io.github.redisqueues.internal.endpoint;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.redisqueues.queue.DeadLetter;
import io.github.redisqueues.queue.QueuedMessage;
import org.jspecify.annotations.Nullable;

/**
 * Describes messages. Safe for use by several threads.
 */
final class MessageViews {

	private static final Pattern TRACE_PARENT = Pattern
		.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*");

	private final PayloadViews payloads;

	MessageViews(PayloadViews payloads) {
		this.payloads = payloads;
	}

	MessageDescriptor of(QueuedMessage<?> message, boolean visible) {
		byte[] bytes = message.bytes();
		return new MessageDescriptor(message.id(), message.state().name().toLowerCase(Locale.ROOT),
				message.position().isPresent() ? message.position().getAsLong() : null, message.attempts(),
				message.sentAt(), message.dueAt().orElse(null), message.leaseUntil().orElse(null), null, null,
				message.group().orElse(null), this.payloads.headers(message.headers(), visible),
				this.payloads.payload(bytes, visible), bytes.length, traceId(message.headers()));
	}

	MessageDescriptor of(DeadLetter<?> dead, boolean visible) {
		byte[] bytes = dead.bytes();
		Instant diedAt = dead.diedAt();
		return new MessageDescriptor(dead.id(), "dead", null, dead.attempts(), dead.sentAt(), null, null, diedAt,
				dead.reason(), dead.group().orElse(null), this.payloads.headers(dead.headers(), visible),
				this.payloads.payload(bytes, visible), bytes.length, traceId(dead.headers()));
	}

	/**
	 * Returns the trace id of a W3C trace context.
	 */
	private static @Nullable String traceId(Map<String, String> headers) {
		String parent = headers.get("traceparent");
		if (parent == null) {
			return null;
		}
		Matcher matcher = TRACE_PARENT.matcher(parent);
		return matcher.matches() ? matcher.group(1) : null;
	}

}
