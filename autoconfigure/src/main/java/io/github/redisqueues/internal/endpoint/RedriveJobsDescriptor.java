package io.github.redisqueues.internal.endpoint;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

import io.github.redisqueues.queue.RedriveJob;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * The jobs that redrive dead letters of a queue, as the endpoint shows them.
 *
 * @param queue name of the queue
 * @param jobs the jobs, the latest first
 */
public record RedriveJobsDescriptor(String queue, List<Job> jobs) implements OperationResponseBody {

	static RedriveJobsDescriptor of(String queue, List<RedriveJob> jobs) {
		return new RedriveJobsDescriptor(queue, jobs.stream().map(Job::of).toList());
	}

	/**
	 * A job.
	 *
	 * @param id its id
	 * @param state whether it runs: running, finished or stopped
	 * @param phase how far it has come: one, ten or full
	 * @param fingerprint the group of dead letters that it redrives, null for any
	 * @param reason the kind of reason, null for any
	 * @param exception the class of the root cause, null for any
	 * @param rate how many messages it redrives per period after the first eleven
	 * @param maxFailureRatio how many of the last 100 may fail again
	 * @param total how many dead letters matched at the start
	 * @param redriven how many were redriven
	 * @param handled how many of them are gone from the queue
	 * @param failed how many of them failed again
	 * @param pending how many of them wait or are in flight
	 * @param startedAt when it was started
	 * @param startedBy who started it, null if that is not known
	 * @param endedAt when it ended, null while it runs
	 * @param stopReason why it was stopped, null unless it was
	 * @param drivenBy the process that drives it, null if there is none
	 */
	public record Job(String id, String state, String phase, @Nullable String fingerprint, @Nullable String reason,
			@Nullable String exception, String rate, double maxFailureRatio, long total, long redriven, long handled,
			long failed, long pending, Instant startedAt, @Nullable String startedBy, @Nullable Instant endedAt,
			@Nullable String stopReason, @Nullable String drivenBy) {

		static Job of(RedriveJob job) {
			return new Job(job.id(), lower(job.state()), lower(job.phase()), job.options().fingerprint().orElse(null),
					job.options().reason().orElse(null), job.options().exception().orElse(null),
					job.options().rate().toString(), job.options().maxFailureRatio(), job.total(), job.redriven(),
					job.handled(), job.failed(), job.pending(), job.startedAt(), job.options().startedBy().orElse(null),
					job.endedAt().orElse(null), job.stopReason().orElse(null), job.drivenBy().orElse(null));
		}

		private static String lower(Enum<?> value) {
			return value.name().toLowerCase(Locale.ROOT);
		}

	}

}
