package io.github.redisqueues.internal.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.redisqueues.internal.queue.RedriveScan.Letter;
import io.github.redisqueues.internal.queue.RedriveScan.Position;
import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.internal.redis.LuaScript;
import io.github.redisqueues.queue.RedriveOptions;

/**
 * Runs the scripts of the jobs that redrive dead letters of one queue.
 *
 * @param client runs the queue's scripts
 */
record RedriveClient(QueueClient client) {

	private static final int PAGE = 500;

	/**
	 * No sequence is greater.
	 */
	private static final long ANY_SEQUENCE = 1L << 53;

	/**
	 * Starts a job.
	 * @param id id of the job
	 * @param total how many dead letters match
	 * @param options what to do
	 * @param driver who drives it
	 * @param lease for how long at first
	 * @return the job that runs, which may be another one; empty if that is of a release
	 * that stores jobs differently
	 */
	Optional<RedriveState> start(String id, long total, RedriveOptions options, String driver, Duration lease) {
		byte[] stored = this.client.run((scripts) -> scripts.startRedrive,
				LuaScript.numbers(total, options.max().orElse(0), options.rate().permits(),
						options.rate().period().toMillis(), RedriveState.millionths(options.maxFailureRatio()),
						lease.toMillis()),
				QueueClient.bytes(id), QueueClient.bytes(driver), QueueClient.bytes(this.client.processName()),
				QueueClient.bytes(options.startedBy().orElse("")), RedriveFilter.of(options).write())
			.rest();
		return RedriveState.read(stored);
	}

	/**
	 * Does a step of a job.
	 * @param id id of the job
	 * @param scan which dead letters are next
	 * @param ids those of them to redrive, as far as the job may
	 * @param driver who does it
	 * @param lease for how long it drives the job, zero to give it up
	 */
	RedriveStep step(String id, RedriveScan scan, List<String> ids, String driver, Duration lease) {
		Position after = scan.after();
		List<byte[]> arguments = new ArrayList<>(7 + ids.size());
		arguments.add(LuaScript.numbers(this.client.publishCounts(), lease.toMillis(), after.moment(),
				scan.isAll(ids.size()) ? 1 : 0));
		arguments.add(this.client.wakeChannel());
		arguments.add(this.client.noticeChannel());
		for (String text : List.of(id, driver, this.client.processName(), after.id())) {
			arguments.add(QueueClient.bytes(text));
		}
		ids.forEach((next) -> arguments.add(QueueClient.bytes(next)));
		LuaReply reply = this.client.run((scripts) -> scripts.stepRedrive, arguments.toArray(byte[][]::new));
		RedriveStep.Outcome outcome = RedriveStep.Outcome.values()[(int) reply.number()];
		return new RedriveStep(outcome, (int) reply.number(), (int) reply.number(), (int) reply.number(),
				RedriveState.read(reply.rest()));
	}

	/**
	 * Stops a job.
	 * @return whether it ran
	 */
	boolean stop(String id, String reason) {
		return this.client.run((scripts) -> scripts.stopRedrive, QueueClient.bytes(id), QueueClient.bytes(reason))
			.number() == 1;
	}

	/**
	 * Reads all jobs.
	 */
	RedriveJobs jobs() {
		LuaReply reply = this.client.run((scripts) -> scripts.readRedrives);
		long now = reply.number();
		List<RedriveState> jobs = new ArrayList<>();
		while (reply.hasMore()) {
			RedriveState.read(reply.bytes()).ifPresent(jobs::add);
		}
		return new RedriveJobs(now, jobs);
	}

	/**
	 * Jobs, the latest first.
	 *
	 * @param now the moment in milliseconds
	 * @param jobs the jobs
	 */
	record RedriveJobs(long now, List<RedriveState> jobs) {

		/**
		 * Returns the job that runs and that no process drives.
		 */
		Optional<RedriveState> abandoned() {
			return this.jobs.stream()
				.filter((job) -> job.isRunning() && job.leaseUntil().toEpochMilli() <= this.now)
				.findFirst();
		}

	}

	/**
	 * Reads the next page of a job.
	 */
	void readPage(RedriveState job, RedriveScan scan) {
		List<Letter> page = page(scan.position(), job.startedAt().toEpochMilli(), job.sequence()).letters();
		scan.add(page, page.size() < PAGE);
	}

	/**
	 * Counts the dead letters that a job would redrive.
	 */
	long count(RedriveOptions options) {
		RedriveFilter filter = RedriveFilter.of(options);
		long most = options.max().orElse(Integer.MAX_VALUE);
		long count = 0;
		Position after = Position.BEGINNING;
		long until = Long.MAX_VALUE;
		Page page;
		do {
			page = page(after, ANY_SEQUENCE, ANY_SEQUENCE);
			// Those that die while this counts would keep it going
			until = Math.min(until, page.now());
			for (Letter letter : page.letters()) {
				after = new Position(letter.id(), letter.moment());
				count += (letter.moment() <= until && filter.matches(letter.reason())) ? 1 : 0;
			}
		}
		while (count < most && page.letters().size() == PAGE && after.moment() <= until);
		return Math.min(count, most);
	}

	private Page page(Position after, long startedAt, long sequence) {
		LuaReply reply = this.client.run((scripts) -> scripts.readDead,
				LuaScript.numbers(PAGE, after.moment(), startedAt, sequence), QueueClient.bytes(after.id()));
		long now = reply.number();
		List<Letter> letters = new ArrayList<>();
		while (reply.hasMore()) {
			letters.add(new Letter(reply.text(), reply.number(), reply.text(), reply.number() == 1));
		}
		return new Page(now, letters);
	}

	/**
	 * Dead letters, the longest dead first.
	 */
	private record Page(long now, List<Letter> letters) {

	}

}
