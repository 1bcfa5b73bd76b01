package io.github.redisqueues.internal.wait;

/**
 * Whether a poll registers this process in Redis as waiting, or removes the registration.
 * The order of the constants is part of the scripts' arguments.
 */
public enum Registration {

	/**
	 * Registers the process if the poll takes nothing, otherwise removes the
	 * registration. The polling thread is the only one that waits.
	 */
	UNLESS_SERVED,

	/**
	 * Registers the process in any case, as other threads wait too.
	 */
	ALWAYS,

	/**
	 * Removes the registration, as nobody waits after this poll.
	 */
	NEVER,

	/**
	 * Does the same as {@link #UNLESS_SERVED}, and tells others that they may push to
	 * this process.
	 */
	UNLESS_SERVED_FOR_PUSHES,

	/**
	 * Does the same as {@link #ALWAYS}, and tells others that they may push to this
	 * process.
	 */
	ALWAYS_FOR_PUSHES;

	/**
	 * Returns whether a poll that takes something removes the registration.
	 * @return true if nobody else waits
	 */
	public boolean isUnlessServed() {
		return this == UNLESS_SERVED || this == UNLESS_SERVED_FOR_PUSHES;
	}

}
