package io.github.redisqueues.benchmarks;

import java.time.Duration;

/**
 * The workers of one side on a separate, empty queue. All times are of the monotonic
 * clock of the system, which all processes share.
 */
interface WorkerSide extends AutoCloseable {

	/**
	 * Payload of every message: with quotes, a JSON text of the length that all
	 * benchmarks use.
	 */
	String PAYLOAD = "x".repeat(Workbench.PAYLOAD_BYTES - 2);

	/**
	 * Maximum duration of a round, in seconds.
	 */
	int PATIENCE_SECONDS = 120;

	/**
	 * Sends a backlog in the fastest way of this side.
	 */
	void prepare(int messages) throws Exception;

	/**
	 * Starts workers whose handler only counts.
	 * @param messages number of messages to process, 0 for idle workers
	 * @param concurrency maximum number of parallel handlers
	 */
	void start(int messages, int concurrency) throws Exception;

	/**
	 * Sends single messages, one per call. Every sender waits for each reply.
	 * @param messages total number
	 * @param senders number of parallel senders
	 * @return when the first was sent
	 */
	long send(int messages, int senders) throws Exception;

	/**
	 * Waits until the handler has been called for all messages and all are settled, then
	 * stops the workers.
	 */
	Work finish() throws Exception;

	/**
	 * Starts workers, sends single messages, each after a pause in which the workers are
	 * idle again, and stops the workers.
	 * @return nanoseconds from the call that sends to the first line of the handler
	 */
	long[] latencies(int messages, Duration pause, int concurrency) throws Exception;

	@Override
	void close() throws Exception;

	/**
	 * Result of a round.
	 *
	 * @param begin when the workers were started
	 * @param end when the handler was called for the last message
	 * @param processed calls of the handler
	 * @param left messages left in the queue in any state
	 */
	record Work(long begin, long end, long processed, long left) {

		/**
		 * Checks that each message was processed once and is settled.
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
