package io.github.redisqueues.benchmarks;

import java.time.Duration;

/**
 * One side's workers on a queue of its own, which is connected and empty. All times are
 * those of the system's monotonic clock, which is one for all processes of a machine.
 */
interface WorkerSide extends AutoCloseable {

	/**
	 * What every message carries: with its quotes, a JSON text of the length that all
	 * benchmarks use.
	 */
	String PAYLOAD = "x".repeat(Workbench.PAYLOAD_BYTES - 2);

	/**
	 * How long all of a round may take, in seconds.
	 */
	int PATIENCE_SECONDS = 120;

	/**
	 * Sends a backlog, the fastest way there is.
	 */
	void prepare(int messages) throws Exception;

	/**
	 * Starts workers whose handler only counts.
	 * @param messages how many will be processed, 0 for workers that are to be idle
	 * @param concurrency how many handlers may run at a time
	 */
	void start(int messages, int concurrency) throws Exception;

	/**
	 * Sends single messages, one a call; every sender waits for the answer to its last.
	 * @param messages how many in all
	 * @param senders how many send at a time
	 * @return when the first was sent
	 */
	long send(int messages, int senders) throws Exception;

	/**
	 * Waits until the handler has seen as many messages as was said at the start and the
	 * queue has settled them, and ends the workers.
	 */
	Work finish() throws Exception;

	/**
	 * Starts workers, sends them messages one by one, each after a pause in which they
	 * are idle again, and ends them.
	 * @return nanoseconds from the call that sends to the first line of the handler
	 */
	long[] latencies(int messages, Duration pause, int concurrency) throws Exception;

	@Override
	void close() throws Exception;

	/**
	 * What the workers have done.
	 *
	 * @param begin when they were told to begin
	 * @param end when the handler got the last message
	 * @param processed calls of the handler
	 * @param left messages that are still in the queue, wherever there
	 */
	record Work(long begin, long end, long processed, long left) {

		/**
		 * Makes sure that each message was processed once, and is settled.
		 */
		Work requireExactly(int messages) {
			if (this.processed != messages || this.left != 0) {
				throw new IllegalStateException("sent " + messages + " messages, but " + this.processed
						+ " were processed and " + this.left + " are left");
			}
			return this;
		}

	}

}
