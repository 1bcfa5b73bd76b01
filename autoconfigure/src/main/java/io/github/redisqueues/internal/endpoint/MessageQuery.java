package io.github.redisqueues.internal.endpoint;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/**
 * Which messages to show.
 *
 * @param state ready, delayed, in_flight or dead
 * @param offset how many to skip
 * @param limit how many to show
 * @param search a text that they contain, null for any
 */
record MessageQuery(String state, int offset, int limit, @Nullable String search) {

	static MessageQuery of(String state, @Nullable Integer offset, @Nullable Integer limit, @Nullable String search) {
		int from = (offset != null) ? offset : 0;
		int count = (limit != null) ? limit : QueueReads.PAGE;
		if (from < 0) {
			throw new InvalidEndpointRequestException("Negative offset", "offset must not be negative, but is " + from);
		}
		if (count < 0 || count > QueueReads.LARGEST_PAGE) {
			throw new InvalidEndpointRequestException("Limit out of range",
					"limit must be 0 to " + QueueReads.LARGEST_PAGE + ", but is " + count);
		}
		return new MessageQuery(state, from, count, search);
	}

}
