package io.github.redisqueues.internal.observation;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.micrometer.tracing.Link;
import io.micrometer.tracing.Tracer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the traces that messages carry in their headers, which anyone may have written:
 * {@code traceparent} of W3C, or the single header {@code b3}. A propagator of Micrometer
 * reads a trace only to continue it.
 */
final class LinkedTraces {

	/**
	 * A version, a trace id, a span id and flags. A later version may have more fields.
	 */
	private static final Pattern W3C = Pattern
		.compile("(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?");

	private static final Pattern B3 = Pattern
		.compile("([0-9a-f]{32}|[0-9a-f]{16})-([0-9a-f]{16})(?:-([01d])(?:-[0-9a-f]{16})?)?");

	private final Tracer tracer;

	LinkedTraces(Tracer tracer) {
		this.tracer = tracer;
	}

	/**
	 * Returns a link to the trace that a message carries.
	 * @return null if it carries none
	 */
	@Nullable Link link(Map<String, String> headers) {
		Matcher w3c = W3C.matcher(headers.getOrDefault("traceparent", ""));
		if (w3c.matches()) {
			return link(w3c.group(1), w3c.group(2), (Integer.parseInt(w3c.group(3), 16) & 1) == 1);
		}
		Matcher b3 = B3.matcher(headers.getOrDefault("b3", ""));
		if (b3.matches()) {
			return link("0".repeat(32 - b3.group(1).length()) + b3.group(1), b3.group(2), !"0".equals(b3.group(3)));
		}
		return null;
	}

	private Link link(String traceId, String spanId, boolean sampled) {
		return new Link(this.tracer.traceContextBuilder().traceId(traceId).spanId(spanId).sampled(sampled).build());
	}

}
