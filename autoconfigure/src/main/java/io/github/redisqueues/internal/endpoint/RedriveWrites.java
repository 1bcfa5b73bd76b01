package io.github.redisqueues.internal.endpoint;

import java.util.List;
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
		requireWhich(request);
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
	 * Nobody redrives everything by a parameter that is misspelled.
	 */
	private static void requireWhich(WriteRequest request) {
		if (request.hasIds()) {
			throw new IllegalArgumentException("A job has no id or ids of messages. Redrive those with the operation"
					+ " 'redrive', or say with fingerprint, reason or exception which dead letters are meant");
		}
		boolean filtered = request.fingerprint() != null || request.reason() != null || request.exception() != null;
		boolean all = Boolean.TRUE.equals(request.all());
		if (filtered && all) {
			throw new IllegalArgumentException(
					"Either all dead letters are meant, or those of a fingerprint, reason or exception. Leave one out");
		}
		if (!filtered && !all && request.max() == null) {
			throw new IllegalArgumentException("Say with fingerprint, reason or exception which dead letters are meant,"
					+ " or with max how many, or with \"all\": true that all are meant");
		}
	}

	/**
	 * Stops the job with the given id, or without an id the one that runs.
	 * @throws NotFoundException if no job has the id
	 */
	static Map<String, Object> stop(RedisQueue<?> queue, QueueWrites.Call call) {
		String id = call.request().id();
		String reason = call.request().reason();
		List<RedriveJob> jobs = queue.deadLetters().redriveJobs();
		if (id != null && jobs.stream().noneMatch((job) -> job.id().equals(id))) {
			throw new NotFoundException("Queue '" + queue.name() + "' has no redrive '" + id + "'");
		}
		boolean stopped = jobs.stream()
			.filter((job) -> job.state() == RedriveJob.State.RUNNING && (id == null || id.equals(job.id())))
			.anyMatch((job) -> job.stop("stopped by " + Texts.cut(call.caller(), MAX_NAME)
					+ ((reason != null) ? ": " + Texts.cut(reason, MAX_NAME) : "")));
		return Map.of("stopped", stopped);
	}

}
