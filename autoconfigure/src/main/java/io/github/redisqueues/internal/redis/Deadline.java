package io.github.redisqueues.internal.redis;

import java.time.Duration;

/**
 * The end of one call of the API, which all scripts of the call share.
 *
 * @param end the moment, as {@link System#nanoTime()} tells it
 */
public record Deadline(long end) {

	/**
	 * Returns the end of a call that begins now.
	 * @param time how long the call may take
	 * @return the deadline
	 */
	public static Deadline after(Duration time) {
		return new Deadline(System.nanoTime() + time.toNanos());
	}

	/**
	 * Returns the time that is left.
	 * @return the time, zero if there is none
	 */
	public Duration left() {
		return Duration.ofNanos(Math.max(this.end - System.nanoTime(), 0));
	}

}
