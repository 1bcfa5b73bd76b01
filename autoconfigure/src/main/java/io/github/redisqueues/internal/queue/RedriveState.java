package io.github.redisqueues.internal.queue;

import java.nio.BufferUnderflowException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.github.redisqueues.internal.redis.LuaReply;
import io.github.redisqueues.queue.Rate;
import io.github.redisqueues.queue.RedriveJob.Phase;
import io.github.redisqueues.queue.RedriveJob.State;
import io.github.redisqueues.queue.RedriveOptions;

/**
 * What is stored of a job that redrives dead letters; {@code redrive-job.lua} describes
 * the same layout. Immutable.
 *
 * @param id what identifies the job
 * @param state whether it runs
 * @param phase how far it has come
 * @param options what it was started with
 * @param counts its counts
 * @param startedAt when it was started
 * @param endedAt when it ended, empty while it runs
 * @param leaseUntil until when a process drives it
 * @param sequence the queue's sequence when the job was started
 * @param after the last dead letter before all that are still to be redriven
 * @param driverName the process that drives it
 * @param reason why it was stopped, empty unless it was
 */
record RedriveState(String id, State state, Phase phase, RedriveOptions options, Counts counts, Instant startedAt,
		Optional<Instant> endedAt, Instant leaseUntil, long sequence, RedriveScan.Position after, String driverName,
		String reason) {

	private static final int LAYOUT = 1;

	private static final double MILLIONTHS = 1_000_000;

	/**
	 * How many messages.
	 *
	 * @param total how many matched at the start
	 * @param redriven how many were redriven
	 * @param handled how many of them are gone
	 * @param failed how many of them have failed again
	 * @param pending how many of them are undecided
	 */
	record Counts(long total, long redriven, long handled, long failed, long pending) {

	}

	/**
	 * Reads a job.
	 * @param stored what is stored
	 * @return the job, empty if it is one of a later release
	 */
	static Optional<RedriveState> read(byte[] stored) {
		try {
			LuaReply reply = new LuaReply(stored);
			return (reply.number() != LAYOUT) ? Optional.empty() : Optional.of(read(reply));
		}
		catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException
				| NegativeArraySizeException ex) {
			// A foreign client may have stored any bytes
			return Optional.empty();
		}
	}

	private static RedriveState read(LuaReply reply) {
		State state = State.values()[(int) reply.number()];
		Phase phase = Phase.values()[(int) reply.number()];
		Instant startedAt = Instant.ofEpochMilli(reply.number());
		long endedAt = reply.number();
		long total = reply.number();
		int most = (int) reply.number();
		Counts counts = new Counts(total, reply.number(), reply.number(), reply.number(), reply.number());
		RedriveOptions options = RedriveOptions.defaults()
			.rate(Rate.of(reply.number(), Duration.ofMillis(reply.number())))
			.maxFailureRatio(reply.number() / MILLIONTHS);
		options = (most > 0) ? options.max(most) : options;
		Instant leaseUntil = Instant.ofEpochMilli(reply.number());
		long afterMoment = reply.number();
		long sequence = reply.number();
		// Tokens and when they were counted, which only the script uses
		reply.number();
		reply.number();
		String id = reply.text();
		reply.bytes();
		String driverName = reply.text();
		String startedBy = reply.text();
		options = startedBy.isEmpty() ? options : options.startedBy(startedBy);
		options = RedriveFilter.read(reply.bytes()).addTo(options);
		RedriveScan.Position after = new RedriveScan.Position(reply.text(), afterMoment);
		reply.bytes();
		return new RedriveState(id, state, phase, options, counts, startedAt,
				(endedAt > 0) ? Optional.of(Instant.ofEpochMilli(endedAt)) : Optional.empty(), leaseUntil, sequence,
				after, driverName, reply.text());
	}

	boolean isRunning() {
		return this.state == State.RUNNING;
	}

	/**
	 * Returns the job in words.
	 */
	@Override
	public String toString() {
		return "'" + this.id + "' with " + this.counts.redriven + " of " + this.counts.total + " redriven, "
				+ this.counts.handled + " handled, " + this.counts.failed + " failed again, " + this.counts.pending
				+ " pending";
	}

	/**
	 * Returns how the ratio is stored.
	 */
	static long millionths(double ratio) {
		return Math.round(ratio * MILLIONTHS);
	}

}
