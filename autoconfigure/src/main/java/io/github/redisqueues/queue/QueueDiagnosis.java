package io.github.redisqueues.queue;

import java.util.Objects;

/**
 * Why the messages of a queue move or do not move: one verdict, and what it was drawn
 * from. If several verdicts apply, the one that is listed first in {@link Verdict} is
 * given, since the others do not matter until its reason is gone.
 *
 * @param queue name of the queue
 * @param verdict what holds the messages up, or that nothing does
 * @param explanation the verdict with the most important facts, in one or two English
 * sentences
 * @param evidence what was read
 */
public record QueueDiagnosis(String queue, Verdict verdict, String explanation, QueueEvidence evidence) {

	public QueueDiagnosis {
		Objects.requireNonNull(queue, "queue must not be null");
		Objects.requireNonNull(verdict, "verdict must not be null");
		Objects.requireNonNull(explanation, "explanation must not be null");
		Objects.requireNonNull(evidence, "evidence must not be null");
	}

	/**
	 * The answers, in the order in which they are considered.
	 */
	public enum Verdict {

		/**
		 * Redis cannot be reached from this process.
		 */
		REDIS_UNAVAILABLE,
		/**
		 * There are no messages, except perhaps dead letters.
		 */
		EMPTY,
		/**
		 * Delivery is paused in all processes.
		 */
		PAUSED,
		/**
		 * No process runs a listener of this queue, waits for its messages or has looked
		 * for any in the last two minutes. Messages may still be in flight at a process
		 * that is gone, or that has held them for longer: see
		 * {@link QueueEvidence#leases()}.
		 */
		NO_LISTENER,
		/**
		 * Each running listener is paused in its own process.
		 */
		LISTENERS_PAUSED,
		/**
		 * Each running listener that is not paused has an open circuit.
		 */
		CIRCUIT_OPEN,
		/**
		 * As many messages are in flight as may be, and others are ready.
		 */
		MAX_IN_FLIGHT,
		/**
		 * The rate is used up, and messages are ready.
		 */
		RATE_LIMITED,
		/**
		 * No message is ready, and those that wait in groups are behind one that is being
		 * retried, or that is in flight while no listener has handled a message for 20
		 * seconds.
		 */
		GROUP_BLOCKED,
		/**
		 * The last message of each running listener failed, three or more in a row in
		 * all.
		 */
		FAILING,
		/**
		 * All messages are delayed.
		 */
		ALL_DELAYED,
		/**
		 * Messages are ready, all workers are busy, and no listener has handled a message
		 * for 20 seconds.
		 */
		WORKERS_BUSY,
		/**
		 * A message has been ready for 20 seconds although listeners run, processes wait
		 * or it is not known whether any do, no listener has handled one in that time,
		 * and no other verdict explains it.
		 */
		STALLED,
		/**
		 * Nothing holds the messages up.
		 */
		MOVING

	}

}
