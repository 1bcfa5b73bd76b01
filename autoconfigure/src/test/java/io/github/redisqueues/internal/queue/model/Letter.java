package io.github.redisqueues.internal.queue.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import io.github.redisqueues.queue.SendOptions;

/**
 * What one send says, for the model and for the queue.
 *
 * @param delay in milliseconds, if it is said
 * @param deliverAt in milliseconds of the server's clock, if it is said
 * @param priority if it is said
 * @param deduplicationId if it is said
 * @param group if it is said
 * @param timeToLive in milliseconds, if it is said
 * @param id if it is said
 * @param headers what travels along
 * @param maxAttempts if it is said
 * @param debounce for how long nobody must have sent it again and the longest delay, in
 * milliseconds, if they are said
 */
record Letter(Optional<Long> delay, Optional<Long> deliverAt, Optional<Integer> priority,
		Optional<String> deduplicationId, Optional<String> group, Optional<Long> timeToLive, Optional<String> id,
		Map<String, String> headers, Optional<Integer> maxAttempts, Optional<long[]> debounce) {

	static final Letter PLAIN = new Letter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
			Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), Optional.empty(), Optional.empty());

	Letter withDelay(long delay) {
		return new Letter(Optional.of(delay), Optional.empty(), this.priority, this.deduplicationId, this.group,
				this.timeToLive, this.id, this.headers, this.maxAttempts, this.debounce);
	}

	Letter withDeliverAt(long deliverAt) {
		return new Letter(Optional.empty(), Optional.of(deliverAt), this.priority, this.deduplicationId, this.group,
				this.timeToLive, this.id, this.headers, this.maxAttempts, this.debounce);
	}

	Letter withPriority(int priority) {
		return new Letter(this.delay, this.deliverAt, Optional.of(priority), this.deduplicationId, this.group,
				this.timeToLive, this.id, this.headers, this.maxAttempts, this.debounce);
	}

	Letter withDeduplicationId(String deduplicationId) {
		return new Letter(this.delay, this.deliverAt, this.priority, Optional.of(deduplicationId), this.group,
				this.timeToLive, this.id, this.headers, this.maxAttempts, this.debounce);
	}

	Letter withGroup(String group) {
		return new Letter(this.delay, this.deliverAt, this.priority, this.deduplicationId, Optional.of(group),
				this.timeToLive, this.id, this.headers, this.maxAttempts, this.debounce);
	}

	Letter withTimeToLive(long timeToLive) {
		return new Letter(this.delay, this.deliverAt, this.priority, this.deduplicationId, this.group,
				Optional.of(timeToLive), this.id, this.headers, this.maxAttempts, this.debounce);
	}

	Letter withId(String id) {
		return new Letter(this.delay, this.deliverAt, this.priority, this.deduplicationId, this.group, this.timeToLive,
				Optional.of(id), this.headers, this.maxAttempts, this.debounce);
	}

	Letter withHeaders(Map<String, String> headers) {
		return new Letter(this.delay, this.deliverAt, this.priority, this.deduplicationId, this.group, this.timeToLive,
				this.id, headers, this.maxAttempts, this.debounce);
	}

	Letter withMaxAttempts(int maxAttempts) {
		return new Letter(this.delay, this.deliverAt, this.priority, this.deduplicationId, this.group, this.timeToLive,
				this.id, this.headers, Optional.of(maxAttempts), this.debounce);
	}

	Letter withDebounce(long quiet, long max) {
		return new Letter(Optional.of(quiet), Optional.empty(), this.priority, this.deduplicationId, this.group,
				this.timeToLive, this.id, this.headers, this.maxAttempts, Optional.of(new long[] { quiet, max }));
	}

	SendOptions options() {
		SendOptions options = SendOptions.defaults();
		options = this.delay.isPresent() ? options.delay(Duration.ofMillis(this.delay.get())) : options;
		options = this.deliverAt.isPresent() ? options.deliverAt(Instant.ofEpochMilli(this.deliverAt.get())) : options;
		options = this.priority.isPresent() ? options.priority(this.priority.get()) : options;
		options = this.deduplicationId.isPresent() ? options.deduplicationId(this.deduplicationId.get()) : options;
		options = this.group.isPresent() ? options.group(this.group.get()) : options;
		options = this.timeToLive.isPresent() ? options.timeToLive(Duration.ofMillis(this.timeToLive.get())) : options;
		options = this.id.isPresent() ? options.id(this.id.get()) : options;
		if (this.debounce.isPresent()) {
			options = options.debounce(Duration.ofMillis(this.debounce.get()[0]),
					Duration.ofMillis(this.debounce.get()[1]));
		}
		options = this.maxAttempts.isPresent() ? options.maxAttempts(this.maxAttempts.get()) : options;
		for (Map.Entry<String, String> header : this.headers.entrySet()) {
			options = options.header(header.getKey(), header.getValue());
		}
		return options;
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder();
		this.delay.ifPresent((delay) -> text.append(" delay ").append(delay));
		this.deliverAt.ifPresent((at) -> text.append(" deliverAt ").append(at));
		this.priority.ifPresent((priority) -> text.append(" priority ").append(priority));
		this.deduplicationId.ifPresent((id) -> text.append(" deduplicationId ").append(id));
		this.group.ifPresent((group) -> text.append(" group ").append(group));
		this.timeToLive.ifPresent((timeToLive) -> text.append(" timeToLive ").append(timeToLive));
		this.debounce.ifPresent((times) -> text.append(" debounce ").append(times[0]).append(" ").append(times[1]));
		this.maxAttempts.ifPresent((maxAttempts) -> text.append(" maxAttempts ").append(maxAttempts));
		this.id.ifPresent((id) -> text.append(" id ").append(id));
		return text + (this.headers.isEmpty() ? "" : " " + this.headers);
	}

}
