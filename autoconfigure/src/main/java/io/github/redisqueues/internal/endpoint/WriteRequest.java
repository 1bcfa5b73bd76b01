package io.github.redisqueues.internal.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/**
 * The parameters of a write operation. Null values were not given.
 *
 * @param id id of a message
 * @param ids ids of messages
 * @param max how many messages at most
 * @param reason why
 * @param duration for how long
 * @param until until when
 * @param capacity a new capacity, 0 for no limit
 * @param maxInFlight a new maximum of messages in flight, 0 for no limit
 * @param rate a new rate such as {@code 10/s}, or {@code none}
 * @param interrupt whether to interrupt the handler of a message in flight
 * @param key key of a lock
 * @param to name of another queue
 * @param lines messages of an export
 * @param fingerprint fingerprint of a group of dead letters
 * @param exception class of the root cause of dead letters
 * @param maxFailureRatio how many redriven messages may fail again, 0 to 1
 * @param dryRun whether only to count
 * @param all whether all are meant
 */
record WriteRequest(@Nullable String id, @Nullable List<String> ids, @Nullable Integer max, @Nullable String reason,
		@Nullable Duration duration, @Nullable Instant until, @Nullable Long capacity, @Nullable Integer maxInFlight,
		@Nullable String rate, @Nullable Boolean interrupt, @Nullable String key, @Nullable String to,
		@Nullable String lines, @Nullable String fingerprint, @Nullable String exception,
		@Nullable Double maxFailureRatio, @Nullable Boolean dryRun, @Nullable Boolean all) {

	boolean hasIds() {
		return this.id != null || this.ids != null;
	}

	List<String> requireIds() {
		List<String> all = new ArrayList<>((this.ids != null) ? this.ids : List.of());
		if (this.id != null) {
			all.add(this.id);
		}
		if (all.isEmpty()) {
			throw missing("id or ids");
		}
		return all;
	}

	int requireMax() {
		if (this.max == null) {
			throw missing("id, ids or max");
		}
		return this.max;
	}

	String requireLines() {
		if (this.lines == null) {
			throw missing("lines");
		}
		return this.lines;
	}

	private static InvalidEndpointRequestException missing(String name) {
		return new InvalidEndpointRequestException("Missing " + name,
				"This operation needs " + name + " in its JSON body");
	}

	/**
	 * Returns what was given, for the log, but of an import only how many lines it has.
	 */
	Map<String, @Nullable Object> details() {
		Map<String, @Nullable Object> details = new LinkedHashMap<>();
		details.put("id", this.id);
		details.put("ids", this.ids);
		details.put("max", this.max);
		details.put("reason", this.reason);
		details.put("duration", this.duration);
		details.put("until", this.until);
		details.put("capacity", this.capacity);
		details.put("maxInFlight", this.maxInFlight);
		details.put("rate", this.rate);
		details.put("interrupt", this.interrupt);
		details.put("key", this.key);
		details.put("to", this.to);
		details.put("lines", (this.lines != null) ? this.lines.lines().count() : null);
		details.put("fingerprint", this.fingerprint);
		details.put("exception", this.exception);
		details.put("maxFailureRatio", this.maxFailureRatio);
		details.put("dryRun", this.dryRun);
		details.put("all", this.all);
		return details;
	}

}
