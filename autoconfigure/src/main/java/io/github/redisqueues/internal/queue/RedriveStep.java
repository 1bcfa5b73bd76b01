package io.github.redisqueues.internal.queue;

import java.util.Optional;

/**
 * What came of a step of a job that redrives dead letters.
 *
 * @param outcome whether this process drives the job
 * @param settled how many of the ids that were given need not be given again
 * @param room how many more the job may redrive now
 * @param changed how many messages were redriven, or counted as handled or failed
 * @param job the job after the step, empty unless this process drives it
 */
record RedriveStep(Outcome outcome, int settled, int room, int changed, Optional<RedriveState> job) {

	/**
	 * Whether this process drives the job.
	 */
	enum Outcome {

		/**
		 * The job does not run.
		 */
		ENDED,

		/**
		 * This process drives it.
		 */
		OURS,

		/**
		 * Another process drives it.
		 */
		OTHERS

	}

}
