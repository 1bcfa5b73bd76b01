package io.github.redisqueues.internal.wait;

/**
 * Which threads of a {@link WaitQueue} poll Redis.
 */
public enum Pollers {

	/**
	 * Each thread polls when it arrives, when it is woken and when its time is up. The
	 * first thread also polls on behalf of the others when something falls due.
	 */
	EVERY_WAITER,

	/**
	 * Only the first thread polls, on behalf of all. The others wait until they are
	 * first, or until something is handed over to them.
	 */
	FIRST_WAITER

}
