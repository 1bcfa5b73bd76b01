package io.github.redisqueues.queue;

import java.time.Instant;
import java.util.Optional;

/**
 * A job that redrives dead letters step by step, as it was when it was read. It goes on
 * in the background of whichever process has its queue, one process at a time. Immutable.
 */
public interface RedriveJob {

	/**
	 * Returns what identifies the job.
	 * @return the id
	 */
	String id();

	/**
	 * Returns whether the job runs.
	 * @return the state
	 */
	State state();

	/**
	 * Returns how far the job has come, or had come when it ended.
	 * @return the phase
	 */
	Phase phase();

	/**
	 * Returns what the job was started with.
	 * @return the options
	 */
	RedriveOptions options();

	/**
	 * Returns how many dead letters matched when the job was started, up to the maximum
	 * of the options.
	 * @return the number
	 */
	long total();

	/**
	 * Returns how many messages were redriven.
	 * @return the number, which is the sum of the handled, failed and pending ones
	 */
	long redriven();

	/**
	 * Returns how many redriven messages are gone from the queue: acknowledged, or
	 * removed.
	 * @return the number
	 */
	long handled();

	/**
	 * Returns how many redriven messages failed again: they are dead again, or to be
	 * retried.
	 * @return the number
	 */
	long failed();

	/**
	 * Returns how many redriven messages wait or are in flight, so that it is not known
	 * what becomes of them. Of a job that has ended, how many there were in that moment.
	 * @return the number, up to 1,000
	 */
	long pending();

	/**
	 * Returns when the job was started, by the server's clock. Only messages that were
	 * dead by then belong to it.
	 * @return the moment
	 */
	Instant startedAt();

	/**
	 * Returns when the job ended, by the server's clock.
	 * @return the moment, empty while it runs
	 */
	Optional<Instant> endedAt();

	/**
	 * Returns why the job was stopped.
	 * @return the reason, empty unless the state is {@link State#STOPPED}
	 */
	Optional<String> stopReason();

	/**
	 * Returns which process drives the job.
	 * @return the process, empty if the job has ended or waits for a process
	 */
	Optional<String> drivenBy();

	/**
	 * Stops the job. What it has redriven stays redriven.
	 * @return whether it ran
	 */
	default boolean stop() {
		return stop("stopped");
	}

	/**
	 * Stops the job. What it has redriven stays redriven.
	 * @param reason why, in 1 to 1,000 characters
	 * @return whether it ran
	 * @throws IllegalArgumentException if the reason is empty or too long
	 */
	boolean stop(String reason);

	/**
	 * Whether a job runs.
	 */
	enum State {

		/**
		 * It redrives messages, or waits for what becomes of them.
		 */
		RUNNING,

		/**
		 * It has redriven all that it should.
		 */
		FINISHED,

		/**
		 * It was stopped, or has stopped itself because too many messages failed again.
		 */
		STOPPED

	}

	/**
	 * How far a job has come. The next phase begins when the outcome of all messages
	 * before is known.
	 */
	enum Phase {

		/**
		 * It tries a single message, and stops if that fails.
		 */
		ONE,

		/**
		 * It tries ten more.
		 */
		TEN,

		/**
		 * It redrives the others at the rate of its options.
		 */
		FULL

	}

}
