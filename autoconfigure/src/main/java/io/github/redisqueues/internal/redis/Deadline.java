package io.github.redisqueues.internal.redis;

import java.time.Duration;

/**
 * The end of one call of the API, which all scripts of the call share.
 *
 * @param end the moment, as {@link System#nanoTime()} tells it
 * @param isPatient whether an interrupted thread waits for the answer that is on its way
 */
public record Deadline(long end, boolean isPatient) {

	/**
	 * Returns the end of a call that begins now.
	 * @param time how long the call may take
	 * @return the deadline
	 */
	public static Deadline after(Duration time) {
		return new Deadline(System.nanoTime() + time.toNanos(), false);
	}

	/**
	 * Returns this end for a call whose answer must not be lost to an interrupt: the
	 * thread waits for it for a moment.
	 * @return the same moment
	 */
	public Deadline patient() {
		return new Deadline(this.end, true);
	}

	/**
	 * Returns the time that is left.
	 * @return the time, zero if there is none
	 */
	public Duration left() {
		return Duration.ofNanos(Math.max(this.end - System.nanoTime(), 0));
	}

}
