package io.github.redisqueues.internal.endpoint;

import java.util.Map;

import io.github.redisqueues.internal.validation.Texts;
import io.github.redisqueues.queue.DeadLetters;
import io.github.redisqueues.queue.Rate;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.RedriveJob;
import io.github.redisqueues.queue.RedriveOptions;

/**
 * The operations on jobs that redrive dead letters.
 */
final class RedriveWrites {

	private static final int MAX_NAME = 100;

	private RedriveWrites() {
	}

	/**
	 * Starts a job, or only counts what it would redrive.
	 */
	static Map<String, Object> start(RedisQueue<?> queue, QueueWrites.Call call) {
		DeadLetters<?> dead = queue.deadLetters();
		RedriveOptions options = options(call.request()).startedBy(Texts.cut(call.caller(), MAX_NAME));
		if (Boolean.TRUE.equals(call.request().dryRun())) {
			return Map.of("count", dead.count(options));
		}
		RedriveJob job = dead.startRedrive(options);
		return Map.of("job", job.id(), "count", job.total());
	}

	private static RedriveOptions options(WriteRequest request) {
		RedriveOptions options = RedriveOptions.defaults();
		if (request.fingerprint() != null) {
			options = options.fingerprint(request.fingerprint());
		}
		if (request.reason() != null) {
			options = options.reason(request.reason());
		}
		if (request.exception() != null) {
			options = options.exception(request.exception());
		}
		if (request.max() != null) {
			options = options.max(request.max());
		}
		if (request.rate() != null) {
			options = options.rate(Rate.parse(request.rate()));
		}
		return (request.maxFailureRatio() != null) ? options.maxFailureRatio(request.maxFailureRatio()) : options;
	}

	/**
	 * Stops the job with the given id, or without an id the one that runs.
	 */
	static Map<String, Object> stop(RedisQueue<?> queue, QueueWrites.Call call) {
		String id = call.request().id();
		String reason = call.request().reason();
		boolean stopped = queue.deadLetters()
			.redriveJobs()
			.stream()
			.filter((job) -> job.state() == RedriveJob.State.RUNNING && (id == null || id.equals(job.id())))
			.anyMatch((job) -> job.stop("stopped by " + Texts.cut(call.caller(), MAX_NAME)
					+ ((reason != null) ? ": " + Texts.cut(reason, MAX_NAME) : "")));
		return Map.of("stopped", stopped);
	}

}
