package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import io.github.redisqueues.RedisCallFailedException;
import io.github.redisqueues.internal.queue.RedriveClient.RedriveJobs;
import io.github.redisqueues.internal.queue.RedriveStep.Outcome;
import io.github.redisqueues.queue.RedriveJob;
import io.github.redisqueues.queue.RedriveJob.State;
import io.github.redisqueues.queue.RedriveOptions;
import io.github.redisqueues.queue.RedriveRunningException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Drives the jobs that redrive dead letters of one queue, as far as this process drives
 * them. Each round reads a page of dead letters if it needs one and does one step. If
 * Redis cannot be reached, tries again until another process drives the job. Safe for use
 * by several threads.
 */
final class RedriveDriver {

	private static final Log logger = LogFactory.getLog(RedriveDriver.class);

	/**
	 * How long other processes leave the job to this one after its last step.
	 */
	static final Duration LEASE = Duration.ofSeconds(5);

	/**
	 * The pause after a round in which something happened.
	 */
	private static final Duration AFTER_CHANGE = Duration.ofMillis(50);

	private static final Duration WHILE_WAITING = Duration.ofMillis(250);

	private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

	private final String queue;

	private final RedriveClient client;

	private final RedriveExecutor executor;

	private final Outbox outbox;

	private final String name = UUID.randomUUID().toString();

	/**
	 * The job that this process drives. Used on the executor only.
	 */
	private @Nullable RedriveState job;

	private @Nullable RedriveScan scan;

	/**
	 * How many messages the job may redrive now, as far as is known.
	 */
	private int room;

	private boolean failing;

	/**
	 * Creates a driver, which does nothing yet.
	 * @param queue name of the queue
	 * @param client runs the scripts
	 * @param executor runs the rounds
	 * @param outbox learns which messages are no longer dead
	 */
	RedriveDriver(String queue, RedriveClient client, RedriveExecutor executor, Outbox outbox) {
		this.queue = queue;
		this.client = client;
		this.executor = executor;
		this.outbox = outbox;
	}

	/**
	 * Starts a job and drives it.
	 * @throws RedriveRunningException if another job runs, maybe one of another release
	 */
	RedriveJob start(RedriveOptions options) {
		String id = UUID.randomUUID().toString();
		RedriveState started = this.client.start(id, this.client.count(options), options, this.name, LEASE)
			.orElseThrow(() -> new RedriveRunningException(this.queue));
		RedriveJob view = new RedisRedriveJob(started, this.client);
		if (!started.id().equals(id)) {
			throw new RedriveRunningException(this.queue, view);
		}
		this.executor.execute(() -> drive(started));
		return view;
	}

	long count(RedriveOptions options) {
		return this.client.count(options);
	}

	/**
	 * Reads all jobs, the latest first. Drives the one that runs if nobody does.
	 */
	List<RedriveJob> jobs() {
		RedriveJobs known = this.client.jobs();
		known.abandoned().ifPresent((abandoned) -> this.executor.execute(() -> drive(abandoned)));
		return known.jobs().stream().<RedriveJob>map((job) -> new RedisRedriveJob(job, this.client)).toList();
	}

	/**
	 * Drives the job that runs if nobody does.
	 */
	void look() {
		this.executor.execute(() -> {
			if (this.job == null) {
				try {
					this.client.jobs().abandoned().ifPresent(this::drive);
				}
				catch (RuntimeException ex) {
					logger.debug("The jobs of queue '" + this.queue + "' could not be read; another look follows", ex);
				}
			}
		});
	}

	/**
	 * Drives a job, instead of the one before if that has ended.
	 */
	private void drive(RedriveState started) {
		RedriveState before = this.job;
		if (before == null || (!before.id().equals(started.id()) && runs(started))) {
			this.job = started;
			this.scan = new RedriveScan(RedriveFilter.of(started.options()), started.after());
			this.room = 0;
			this.executor.drives(this, true);
			round(started);
		}
	}

	private boolean runs(RedriveState started) {
		try {
			return this.client.jobs()
				.jobs()
				.stream()
				.anyMatch((one) -> one.isRunning() && one.id().equals(started.id()));
		}
		catch (RedisCallFailedException ex) {
			// The first round with an answer tells
			return true;
		}
	}

	/**
	 * Does a round of a job, unless this process does not drive it any more.
	 */
	private void round(RedriveState driven) {
		RedriveScan next = this.scan;
		if (driven != this.job || next == null) {
			return;
		}
		try {
			if (next.needsPage()) {
				this.client.readPage(driven, next);
			}
			List<String> ids = next.ids(this.room);
			if (!ids.isEmpty()) {
				this.outbox.mark(ids, false);
			}
			RedriveStep step = this.client.step(driven.id(), next, ids, this.name, LEASE);
			next.settle(step.settled());
			this.room = step.room();
			this.failing = false;
			if (step.outcome() != Outcome.OURS || step.job().filter(RedriveState::isRunning).isEmpty()) {
				step.job().ifPresent(this::report);
				forget();
				return;
			}
			boolean hasMore = !next.isAll(0) && (step.room() > 0 || next.needsPage());
			this.executor.schedule(() -> round(driven),
					hasMore ? Duration.ZERO : (step.changed() > 0) ? AFTER_CHANGE : WHILE_WAITING);
		}
		catch (RedisCallFailedException ex) {
			if (!this.failing) {
				logger.warn("The job that redrives dead letters of queue '" + this.queue
						+ "' waits for Redis, or for another process to go on: " + ex.getMessage());
			}
			this.failing = true;
			this.executor.schedule(() -> round(driven), AFTER_FAILURE);
		}
		catch (RuntimeException ex) {
			logger.error("This process does not drive the job that redrives dead letters of queue '" + this.queue
					+ "' any more. Another one may go on", ex);
			forget();
		}
	}

	private void report(RedriveState ended) {
		if (ended.state() == State.STOPPED) {
			logger.warn("The job that redrives dead letters of queue '" + this.queue + "' has stopped itself: "
					+ ended.reason() + ". Job " + ended);
		}
		else {
			logger.info("The job that redrives dead letters of queue '" + this.queue + "' has finished: job " + ended);
		}
	}

	private void forget() {
		this.job = null;
		this.scan = null;
		this.executor.drives(this, false);
	}

	/**
	 * Gives the job up, so that another process goes on at once. Is called on the
	 * executor.
	 */
	void giveUp() {
		RedriveState driven = this.job;
		RedriveScan next = this.scan;
		this.job = null;
		this.scan = null;
		if (driven != null && next != null) {
			try {
				this.client.step(driven.id(), next, List.of(), this.name, Duration.ZERO);
			}
			catch (RuntimeException ex) {
				logger.debug("Another process goes on with the job of queue '" + this.queue + "' when the lease ends",
						ex);
			}
		}
	}

}
